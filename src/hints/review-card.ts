/** What somebody should know who is about to approve: whom the certificate would make of its holder, and what is odd about it. Pure. */
import {
  type CertificateSigningRequest,
  KUBE_APISERVER_CLIENT_SIGNER,
} from '../api/kinds/certificates.ts'
import { SYSTEM_MASTERS } from '../api/user.ts'
import type { CertificateRequest } from '../ca/csr.ts'
import { grantedSeconds } from '../ca/policy.ts'
import type { ClusterView, RbacView } from './cluster.ts'
import { powerOf } from './power.ts'
import { unboundGroups } from './subjects.ts'
import { lifetimeText } from './time.ts'

export interface ReviewCard {
  /** who the holder of the key would be, for how long, and who asks */
  readonly text: string
  /** what speaks against approving, a sentence each */
  readonly flags: readonly string[]
  /** what may be as it should, but is good to know */
  readonly notes: readonly string[]
}

/** What of the cluster is asked. */
export type CardView = Pick<ClusterView, 'maximumSeconds'> & {
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
): string[] => {
  const { commonName } = request.subject
  const { algorithm, bits } = request.publicKey
  const power = powerOf(request, rbac)
  return [
    ...(power === undefined ? [] : [`It is an administrator of the cluster: ${power}.`]),
    ...(commonName.startsWith('system:')
      ? [`${commonName} is a name of the system's own programs.`]
      : []),
    ...(username !== commonName && !groups.includes(SYSTEM_MASTERS)
      ? [`${username} asks for the name of another user.`]
      : []),
    ...(algorithm === 'RSA' && bits < STRONG_RSA_BITS
      ? [`An RSA key of ${bits} bits can be broken.`]
      : []),
  ]
}

/** The card of a request for a client's certificate; undefined for the other signers, which look at the subject themselves. */
export const reviewCard = (
  { spec }: CertificateSigningRequest,
  request: CertificateRequest | undefined,
  cluster: CardView,
): ReviewCard | undefined => {
  if (request === undefined || spec.signerName !== KUBE_APISERVER_CLIENT_SIGNER) return undefined
  const { commonName, organizations } = request.subject
  const who = commonName === '' ? 'nobody, for it has no CN' : `the user ${commonName}`
  const groups = organizations.length === 0 ? '' : ` in ${organizations.join(', ')}`
  const lifetime = lifetimeText(grantedSeconds(spec.expirationSeconds, cluster.maximumSeconds))
  return {
    text: `Look before you approve: whoever holds its ${keyName(request)} key will be ${who}${groups}, for ${lifetime}; ${spec.username ?? 'nobody'} asks for it.`,
    flags: flagsOf(request, spec, cluster),
    notes: unboundGroups(organizations, cluster.rbac).map(
      (group) => `No binding is for the group ${group} yet.`,
    ),
  }
}
