import type { CertificateSigningRequest } from '../../apis/certificates.ts'
import type { CertificateRequest } from '../../ca/request.ts'
import { BUILT_IN_SIGNERS } from '../../ca/signers.ts'
import type { HintCluster } from '../hints/cluster.ts'
import type { CreateFacts } from '../hints/facts.ts'
import { DEFAULT_VERSION, releaseOf } from '../../apimachinery/release/known-releases.ts'

/** An empty cluster that forbids nothing. */
const OFFLINE: HintCluster = {
  now: () => 0,
  request: () => undefined,
  tombstone: () => undefined,
  requestNames: () => [],
  requestFor: () => undefined,
  signers: new Set(BUILT_IN_SIGNERS),
  release: releaseOf(DEFAULT_VERSION)!,
  maximumSeconds: Infinity,
  authorizer: { authorize: () => ({ decision: 'allow', reason: '' }) },
  rbac: {
    isSubject: () => true,
    bindings: () => [],
    roleNames: () => [],
    rulesOf: () => undefined,
  },
}

/** `request`: undefined if unreadable. */
export const offlineFacts = (
  csr: CertificateSigningRequest,
  request: CertificateRequest | undefined,
): CreateFacts => ({
  cluster: OFFLINE,
  user: { name: '', groups: [], extra: {} },
  name: csr.metadata.name ?? '',
  canReplace: false,
  csr,
  request,
  existing: undefined,
})
