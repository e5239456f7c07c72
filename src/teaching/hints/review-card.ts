import {
  type CertificateSigningRequest,
  KUBE_APISERVER_CLIENT_SIGNER,
} from '../../apis/certificates.ts'
import { SYSTEM_MASTERS } from '../../apimachinery/user.ts'
import type { CertificateRequest } from '../../ca/csr.ts'
import { grantedSeconds } from '../../ca/policy.ts'
import type { HintCluster, RbacView } from './cluster.ts'
import { keyText } from './key-of.ts'
import { powerOf, powerText } from './power.ts'
import { unboundGroups } from './subjects.ts'
import { lifetimeText } from './time.ts'
import { type HintWords, hintWords } from '../words/words.ts'

interface ReviewCard {
  /** key, subject, lifetime and requester */
  readonly text: string
  /** arguments against approval, sentences */
  readonly flags: readonly string[]
  /** harmless facts, sentences */
  readonly notes: readonly string[]
}

type CardView = Pick<HintCluster, 'maximumSeconds'> & {
  readonly rbac: Pick<RbacView, 'bindings' | 'isSubject'>
}

const STRONG_RSA_BITS = 2048

type Spec = CertificateSigningRequest['spec']

const flagsOf = (
  request: CertificateRequest,
  { username = '', groups = [] }: Spec,
  { rbac }: CardView,
  say: HintWords,
): string[] => {
  const { commonName } = request.subject
  const { algorithm, bits } = request.publicKey
  const power = powerOf(request, rbac)
  return [
    ...(power === undefined ? [] : [say.administrator(powerText(power, say))]),
    ...(commonName.startsWith('system:') ? [say.nameOfSystem(commonName)] : []),
    ...(username !== commonName && !groups.includes(SYSTEM_MASTERS)
      ? [say.nameOfAnother(username)]
      : []),
    ...(algorithm === 'RSA' && bits < STRONG_RSA_BITS ? [say.weakKey(bits)] : []),
  ]
}

const isForClient = (
  { signerName }: Spec,
  request: CertificateRequest | undefined,
): request is CertificateRequest =>
  request !== undefined && signerName === KUBE_APISERVER_CLIENT_SIGNER

const textOf = (
  request: CertificateRequest,
  { expirationSeconds, username }: Spec,
  maximumSeconds: number,
  say: HintWords,
): string => {
  const { commonName, organizations } = request.subject
  return say.lookFirst(
    keyText(request.publicKey),
    commonName === '' ? say.unnamed : say.named(commonName),
    organizations.length === 0 ? '' : say.inGroups(organizations.join(', ')),
    lifetimeText(grantedSeconds(expirationSeconds, maximumSeconds), say),
    username ?? say.nobody,
  )
}

/** Returns the text of {@link reviewCard}, which does not depend on bindings. */
export const cardText = (
  { spec }: CertificateSigningRequest,
  request: CertificateRequest | undefined,
  maximumSeconds: number,
  say: HintWords,
): string | undefined =>
  isForClient(spec, request) ? textOf(request, spec, maximumSeconds, say) : undefined

/**
 * Returns undefined unless the request is readable and for the client signer; other signers check
 * the subject themselves.
 */
export const reviewCard = (
  { spec }: CertificateSigningRequest,
  request: CertificateRequest | undefined,
  cluster: CardView,
  say: HintWords = hintWords(),
): ReviewCard | undefined => {
  if (!isForClient(spec, request)) return undefined
  return {
    text: textOf(request, spec, cluster.maximumSeconds, say),
    flags: flagsOf(request, spec, cluster, say),
    notes: unboundGroups(request.subject.organizations, cluster.rbac).map((group) =>
      say.unboundGroup(group),
    ),
  }
}
