import type { CertificateSigningRequest } from '../../apis/certificates.ts'
import { SYSTEM_MASTERS } from '../../apimachinery/user.ts'
import { grantedSeconds } from '../../ca/policy.ts'
import type { HintCluster, RbacView } from './cluster.ts'
import { clientRequestIn, keyText } from './key-of.ts'
import { powerOf } from './power.ts'
import { unboundGroups } from './subjects.ts'
import { lifetimeText } from './time.ts'
import { type HintWords, hintWords } from '../words/words.ts'

interface ReviewCard {
  /** key, subject, lifetime and requester */
  readonly text: string
  /** arguments against approval */
  readonly flags: readonly string[]
  /** harmless facts */
  readonly notes: readonly string[]
}

type CardView = Pick<HintCluster, 'maximumSeconds'> & {
  readonly rbac: Pick<RbacView, 'bindings' | 'isSubject'>
}

const STRONG_RSA_BITS = 2048

/** The card's text, which does not depend on bindings; undefined as for {@link reviewCard}. */
export const cardText = (
  csr: CertificateSigningRequest,
  maximumSeconds: number,
  say: HintWords,
): string | undefined => {
  const request = clientRequestIn(csr)
  if (request === undefined) return undefined
  const { expirationSeconds, username = say.nobody } = csr.spec
  const { commonName, organizations } = request.subject
  return say.lookFirst(
    keyText(request.publicKey),
    commonName === '' ? say.unnamed : say.named(commonName),
    organizations.length === 0 ? '' : say.inGroups(organizations.join(', ')),
    lifetimeText(grantedSeconds(expirationSeconds, maximumSeconds), say),
    username,
  )
}

/** Returns undefined if the request is unreadable or not for the client signer. */
export const reviewCard = (
  csr: CertificateSigningRequest,
  { rbac, maximumSeconds }: CardView,
  say: HintWords = hintWords(),
): ReviewCard | undefined => {
  const text = cardText(csr, maximumSeconds, say)
  const request = clientRequestIn(csr)
  if (text === undefined || request === undefined) return undefined
  const { commonName, organizations } = request.subject
  const { bits } = request.publicKey
  const { username = '', groups = [] } = csr.spec
  const power = powerOf(request, rbac, say)
  return {
    text,
    flags: [
      ...(power === undefined ? [] : [say.administrator(power)]),
      ...(commonName.startsWith('system:') ? [say.nameOfSystem(commonName)] : []),
      ...(username !== commonName && !groups.includes(SYSTEM_MASTERS)
        ? [say.nameOfAnother(username)]
        : []),
      ...(bits !== undefined && bits < STRONG_RSA_BITS ? [say.weakKey(bits)] : []),
    ],
    notes: unboundGroups(organizations, rbac).map((group) => say.unboundGroup(group)),
  }
}
