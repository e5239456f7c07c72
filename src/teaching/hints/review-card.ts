/** What somebody should know who is about to approve: whom the certificate would make of its holder, and what is odd about it. Pure. */
import {
  type CertificateSigningRequest,
  KUBE_APISERVER_CLIENT_SIGNER,
} from '../../apis/certificates.ts'
import { SYSTEM_MASTERS } from '../../apimachinery/user.ts'
import type { CertificateRequest } from '../../ca/csr.ts'
import { grantedSeconds } from '../../ca/policy.ts'
import type { ClusterView, RbacView } from './cluster.ts'
import { powerOf } from './power.ts'
import { unboundGroups } from './subjects.ts'
import { ENGLISH_HINTS, type HintWords } from './words/en.ts'

interface ReviewCard {
  /** who the holder of the key would be, for how long, and who asks */
  readonly text: string
  /** what speaks against approving, a sentence each */
  readonly flags: readonly string[]
  /** what may be as it should, but is good to know */
  readonly notes: readonly string[]
}

/** What of the cluster is asked. */
type CardView = Pick<ClusterView, 'maximumSeconds'> & {
  readonly rbac: Pick<RbacView, 'bindings' | 'isSubject'>
}

/** RSA keys below this are not taken for safe any more. */
const STRONG_RSA_BITS = 2048

type Spec = CertificateSigningRequest['spec']

const keyName = ({ publicKey: { algorithm, bits, curve } }: CertificateRequest): string =>
  curve ?? (algorithm === 'RSA' ? `RSA ${bits}` : (algorithm ?? 'unknown'))

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
    ...(power === undefined ? [] : [say.administrator(power)]),
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
): string =>
  say.lookFirst({
    key: keyName(request),
    commonName: request.subject.commonName,
    organizations: request.subject.organizations,
    seconds: grantedSeconds(expirationSeconds, maximumSeconds),
    asker: username,
  })

/** The first sentence of {@link reviewCard}, which needs nothing of the cluster. */
export const cardText = (
  { spec }: CertificateSigningRequest,
  request: CertificateRequest | undefined,
  maximumSeconds: number,
  say: HintWords,
): string | undefined =>
  isForClient(spec, request) ? textOf(request, spec, maximumSeconds, say) : undefined

/** The card of a request for a client's certificate; undefined for the other signers, which look at the subject themselves. */
export const reviewCard = (
  { spec }: CertificateSigningRequest,
  request: CertificateRequest | undefined,
  cluster: CardView,
  say: HintWords = ENGLISH_HINTS,
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
