import { replaceCommand } from '../commands.ts'
import type { CreateHint } from '../facts.ts'
import { keyFingerprint, requestIn } from '../key-of.ts'
import { mayReadRequests } from '../may-read.ts'
import { shellWord } from '../shell.ts'

export const nameTaken: CreateHint = {
  id: 'name-taken',
  page: 'tutorial',
  says: ({ existing, request, name, user, cluster }) => {
    if (existing === undefined || !mayReadRequests(cluster, user, name)) return undefined
    const known = requestIn(existing)
    if (known === undefined || request === undefined) return undefined
    const old = keyFingerprint(known.publicKey.spki)
    const now = keyFingerprint(request.publicKey.spki)
    return old === now
      ? {
          text: `the request ${name} exists with the same key, so there is no need to send it again.`,
          mend: 'Look at it.',
          command: `kubectl get csr ${shellWord(name)}`,
        }
      : {
          text: `the request ${name} exists with another key, so its certificate will not work with your key.`,
          why: `SHA-256 of that key is ${old}, of yours ${now}.`,
          mend: 'Replace that request with yours.',
          command: replaceCommand(name),
        }
  },
}
