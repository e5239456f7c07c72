/** The second phase of startup: the served resources, and who may do what to them. Pure. */
import type { ClusterRole } from '../apis/rbac.ts'
import type { Authorizer, RuleResolver } from '../apiserver/authz/authorizer.ts'
import { type DefaultPolicy, defaultPolicy } from '../apiserver/authz/default-policy/policy.ts'
import { nodeAuthorizer } from '../apiserver/authz/node.ts'
import { NodeGraph } from '../apiserver/authz/node-graph.ts'
import { privilegedAuthorizer } from '../apiserver/authz/privileged.ts'
import { rbacAuthorizer } from '../apiserver/authz/rbac.ts'
import { RbacIndex } from '../apiserver/authz/rbac-index.ts'
import { unionAuthorizer, unionRules } from '../apiserver/authz/union.ts'
import type { Resource } from '../apiserver/registry/resource.ts'
import { resources } from '../resources/index.ts'
import type { Base } from './base.ts'
import type { Host } from './host.ts'
import { requirePodCertificates } from './pod-signer.ts'
import { checkRuntimeConfig, servedVersions } from './runtime-config.ts'

export interface Access {
  readonly policy: DefaultPolicy
  readonly authorizer: Authorizer
  /** all rules of a user */
  readonly rules: RuleResolver
  readonly roleIndex: RbacIndex
  readonly nodeGraph: NodeGraph
  readonly resources: readonly Resource[]
  /** in any version */
  readonly isServed: (resource: string) => boolean
}

const nodeRules = (roles: readonly ClusterRole[]): NonNullable<ClusterRole['rules']> =>
  roles.find(({ metadata }) => metadata.name === 'system:node')?.rules ?? []

/** Throws OptionsError for a runtime config or pod signer that the release does not support. */
export const makeAccess = (
  { options }: Pick<Base, 'options'>,
  { isOneOfMany }: Pick<Host, 'isOneOfMany'> = {},
): Access => {
  const { release, runtimeConfig, podCertificateSigner } = options
  const policy = defaultPolicy(release)
  const roleIndex = new RbacIndex(isOneOfMany === true ? policy.clusterRoles : [])
  const nodeGraph = new NodeGraph()
  const rbac = rbacAuthorizer(roleIndex)
  const node = nodeAuthorizer(nodeRules(policy.clusterRoles), nodeGraph)
  const authorizer = unionAuthorizer([privilegedAuthorizer, node, rbac])
  const declared = resources({ authorizer, release })
  checkRuntimeConfig(runtimeConfig, declared)
  const isServed = (name: string): boolean =>
    declared.some(
      (resource) =>
        resource.resource === name && servedVersions(resource, runtimeConfig, release).length > 0,
    )
  if (podCertificateSigner !== undefined) requirePodCertificates(isServed)
  return {
    policy,
    authorizer,
    rules: unionRules([node, rbac]),
    roleIndex,
    nodeGraph,
    resources: declared,
    isServed,
  }
}
