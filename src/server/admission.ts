import type { AdmissionPlugin } from '../apiserver/admission/admission.ts'
import { AdmissionChain } from '../apiserver/admission/chain.ts'
import {
  certificateApproval,
  certificateSigning,
} from '../apiserver/admission/certificate-signers.ts'
import { certificateSubjectRestriction } from '../apiserver/admission/certificate-subject-restriction.ts'
import { clusterTrustBundleAttest } from '../apiserver/admission/cluster-trust-bundle-attest.ts'
import { heldQuota } from '../apiserver/admission/held-quota.ts'
import { namespaceLifecycle } from '../apiserver/admission/namespace-lifecycle.ts'
import { nodeRestriction } from '../apiserver/admission/node-restriction.ts'
import { nodeTaint } from '../apiserver/admission/node-taint.ts'
import { podAccount } from '../apiserver/admission/pod-account.ts'
import { podPriority } from '../apiserver/admission/pod-priority.ts'
import { podTolerations } from '../apiserver/admission/pod-tolerations.ts'
import { rbacEscalation } from '../apiserver/admission/rbac-escalation.ts'
import type { Namespace, Node } from '../apis/core.ts'
import type { Access } from './access.ts'
import type { HostLimits } from './host.ts'
import type { StoredObjects } from './stored-objects.ts'

export const admissionChain = (
  objects: StoredObjects,
  { authorizer, roleIndex: roles }: Access,
  limits: HostLimits | undefined,
): AdmissionChain => {
  const findAccount = (namespace: string, name: string) =>
    objects.find('serviceaccounts', namespace, name)
  const plugins: AdmissionPlugin[] = [
    namespaceLifecycle(
      (name) => objects.of('', 'namespaces').latest('', name) as Namespace | undefined,
    ),
    podAccount(findAccount),
    nodeRestriction({
      findPod: (...where) => objects.findPod(...where),
      findNode: (name) => objects.find('nodes', '', name) as Node | undefined,
      findAccount,
      authorizer,
    }),
    nodeTaint,
    podPriority,
    podTolerations,
    certificateApproval(authorizer),
    certificateSigning(authorizer),
    certificateSubjectRestriction,
    clusterTrustBundleAttest(authorizer),
    rbacEscalation({ authorizer, roles }),
  ]
  if (limits !== undefined) plugins.push(heldQuota(limits.most, limits.held))
  return new AdmissionChain(plugins)
}
