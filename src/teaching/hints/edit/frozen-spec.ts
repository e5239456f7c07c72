import type { CertificateSigningRequestSpec } from '../../../apis/certificates.ts'
import { replaceCommand } from '../commands.ts'
import type { ChangeHint } from '../facts.ts'

const FIELDS = ['request', 'signerName', 'expirationSeconds', 'usages'] as const

const changed = (
  sent: CertificateSigningRequestSpec,
  stored: CertificateSigningRequestSpec,
): string[] =>
  FIELDS.filter((field) => JSON.stringify(sent[field]) !== JSON.stringify(stored[field])).map(
    (field) => `spec.${field}`,
  )

/** The update strategy silently restores the stored spec. */
export const frozenSpec: ChangeHint = {
  id: 'frozen-spec',
  page: 'requests',
  says: ({ sent, stored, name }) => {
    // a client that omits the spec does not change it
    if (sent.spec === undefined || Object.keys(sent.spec).length === 0) return undefined
    const fields = changed(sent.spec, stored.spec)
    if (fields.length === 0) return undefined
    const dropped = `${fields.join(' and ')} ${fields.length === 1 ? 'is' : 'are'} dropped`
    return {
      text: `the spec of a request is immutable, so your new ${dropped}.`,
      mend: 'Replace the stored request with yours.',
      command: replaceCommand(name),
    }
  },
}
