import { nearest } from '../../../apimachinery/text/nearest.ts'
import { CERTIFICATES_GROUP } from '../../../apis/certificates.ts'
import type { RefusedHint } from '../facts.ts'
import { mayListRequests } from '../may-read.ts'
import { PAGES } from '../pages.ts'
import { shellWord } from '../shell.ts'

/** Commands to repeat with another name; other commands expect that the request may be missing. */
const REPEATED: ReadonlyMap<string, string> = new Map([
  ['kubectl certificate approve', 'kubectl certificate approve'],
  ['kubectl certificate deny', 'kubectl certificate deny'],
  ['kubectl get', 'kubectl get csr'],
  ['kubectl describe', 'kubectl describe csr'],
])

export const misspeltName: RefusedHint = {
  id: 'misspelt-name',
  page: PAGES.signing,
  says: ({ error, verb, apiGroup, resource, name, cluster, asker, user, command }) => {
    if (error.code !== 404 || verb !== 'get' || apiGroup !== CERTIFICATES_GROUP) return undefined
    if (resource !== 'certificatesigningrequests' || error.status.details?.name !== name)
      return undefined
    const repeated = REPEATED.get(command)
    if (command !== '' && repeated === undefined) return undefined
    if (cluster.tombstone(name) !== undefined) return undefined
    if (!mayListRequests(cluster, asker) || !mayListRequests(cluster, user)) return undefined
    const meant = nearest(name, cluster.requestNames())
    if (meant === undefined) return undefined
    const text = `there is no request ${name}, but there is a request ${meant}.`
    return repeated === undefined
      ? { text }
      : {
          text,
          mend: `If you meant ${meant}, use that name.`,
          command: `${repeated} ${shellWord(meant)}`,
        }
  },
}
