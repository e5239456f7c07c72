import type { CertificateSigningRequestSpec } from '../../../apis/certificates.ts'
import type { UserInfo } from '../../../apimachinery/user.ts'
import type { ChangeHint, CreateHint } from '../facts.ts'
import type { HintText } from '../hint.ts'

type Spec = Partial<CertificateSigningRequestSpec>

const textOf = (value: unknown): string =>
  JSON.stringify(Array.isArray(value) ? value.map(String).sort() : value)

/** `real`: what the server stores. Returns undefined if nothing else was sent. */
const overwritten = (sent: Spec, real: Spec): HintText | undefined => {
  const fields = (['username', 'uid', 'groups'] as const)
    .filter(
      (field) => (sent[field]?.length ?? 0) > 0 && textOf(sent[field]) !== textOf(real[field]),
    )
    .map((field) => `spec.${field}`)
  if (fields.length === 0) return undefined
  const last = fields.pop()!
  const named = fields.length === 0 ? `${last} is` : `${fields.join(', ')} and ${last} are`
  return {
    text: `your ${named} not kept: csrlab and a real cluster set these fields from who sends the request.`,
    why: 'User and groups of the certificate come from the subject of the CSR.',
    mend: 'Remove them from the manifest.',
  }
}

const identityOf = ({ name, uid, groups }: UserInfo): Spec => ({
  username: name,
  groups: [...groups],
  ...(uid !== undefined && { uid }),
})

/** The strategy overwrites these fields of a new request. */
export const setByServer: CreateHint = {
  id: 'set-by-server',
  page: 'requests',
  says: ({ csr: { spec }, user }) => overwritten(spec, identityOf(user)),
}

/** The strategy restores these fields of a stored request. */
export const keptByServer: ChangeHint = {
  id: 'kept-by-server',
  page: 'requests',
  says: ({ sent, stored }) => overwritten(sent.spec ?? {}, stored.spec),
}
