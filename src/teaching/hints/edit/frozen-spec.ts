import type { CertificateSigningRequestSpec } from '../../../apis/certificates.ts'
import { replaceCommand } from '../commands.ts'
import type { ChangeFacts } from '../facts.ts'
import type { Hint } from '../hint.ts'
import { keyOf } from '../key-of.ts'
import { PAGES } from '../pages.ts'

const FIELDS = ['request', 'signerName', 'expirationSeconds', 'usages'] as const

const changed = (
  sent: CertificateSigningRequestSpec,
  stored: CertificateSigningRequestSpec,
): string[] =>
  FIELDS.filter((field) => JSON.stringify(sent[field]) !== JSON.stringify(stored[field])).map(
    (field) => `spec.${field}`,
  )

/** The update strategy puts the stored spec back, and says nothing. */
export const frozenSpec: Hint<ChangeFacts> = {
  id: 'frozen-spec',
  page: PAGES.requests,
  says: ({ sent, stored, name }) => {
    // a client that leaves the spec out does not try to change it
    if (sent.spec === undefined || Object.keys(sent.spec).length === 0) return undefined
    const fields = changed(sent.spec, stored.spec)
    if (fields.length === 0) return undefined
    const [old, now] = [keyOf(stored), keyOf(sent)]
    const isOtherKey =
      fields.includes('spec.request') && old !== undefined && now !== undefined && old !== now
    const dropped = `${fields.join(' and ')} ${fields.length === 1 ? 'is' : 'are'} dropped`
    return {
      text: `the spec of a request cannot change after it was created, so your new ${dropped}.`,
      ...(isOtherKey && {
        why: `The request that is there holds another key (SHA-256 ${old}, yours is ${now}).`,
      }),
      mend: 'Send yours in its place.',
      command: replaceCommand(name),
    }
  },
}
