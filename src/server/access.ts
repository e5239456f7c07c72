/** The second phase of startup: the resources, and who may do what to them. Pure. */
import type { ClusterRole } from '../apis/rbac.ts'
import { defaultPolicy } from '../apiserver/authz/default-policy/policy.ts'
import { nodeAuthorizer } from '../apiserver/authz/node.ts'
import { NodeGraph } from '../apiserver/authz/node-graph.ts'
import { privilegedAuthorizer } from '../apiserver/authz/privileged.ts'
import { rbacAuthorizer } from '../apiserver/authz/rbac.ts'
import { RbacIndex } from '../apiserver/authz/rbac-index.ts'
import { unionAuthorizer, unionRules } from '../apiserver/authz/union.ts'
import { resources } from '../resources/index.ts'
import type { Base } from './base.ts'
import type { Host } from './host.ts'
import { requirePodCertificates } from './pod-signer.ts'
import { checkRuntimeConfig, servedVersions } from './runtime-config.ts'

export type Access = ReturnType<typeof makeAccess>

const nodeRules = (roles: readonly ClusterRole[]): NonNullable<ClusterRole['rules']> =>
  roles.find(({ metadata }) => metadata.name === 'system:node')?.rules ?? []

/**
 * Throws OptionsError if a key of the runtime config applies to no alpha or beta version, or if
 * there is a pod signer but PodCertificateRequests are not served.
 */
export const makeAccess = (
  { options }: Pick<Base, 'options'>,
  { isHosted }: Pick<Host, 'isHosted'> = {},
) => {
  const { release, runtimeConfig, podCertificateSigner } = options
  const policy = defaultPolicy(release)
  const roleIndex = new RbacIndex(isHosted === true ? policy.clusterRoles : [])
  const nodeGraph = new NodeGraph()
  const rbac = rbacAuthorizer(roleIndex)
  const node = nodeAuthorizer(nodeRules(policy.clusterRoles), nodeGraph)
  const authorizer = unionAuthorizer([privilegedAuthorizer, node, rbac])
  const declared = resources({ authorizer, release })
  checkRuntimeConfig(runtimeConfig, declared)
  /** Whether the server serves any version of the resource. */
  const isServed = (name: string): boolean =>
    declared.some(
      (resource) =>
        resource.resource === name && servedVersions(resource, runtimeConfig, release).length > 0,
    )
  if (podCertificateSigner !== undefined) requirePodCertificates(isServed)
  return {
    policy,
    authorizer,
    /** a user's rules from the node authorizer and RBAC */
    rules: unionRules([node, rbac]),
    roleIndex,
    nodeGraph,
    resources: declared,
    isServed,
  }
}
