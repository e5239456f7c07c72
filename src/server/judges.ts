/** Who says what users may do. */
import type { Authorizer, RuleResolver } from '../apiserver/authz/authorizer.ts'
import type { DefaultPolicy } from '../apiserver/authz/default-policy/policy.ts'
import { NodeAuthorizer } from '../apiserver/authz/node.ts'
import { NodeGraph } from '../apiserver/authz/node-graph.ts'
import { privilegedAuthorizer } from '../apiserver/authz/privileged.ts'
import { RbacAuthorizer } from '../apiserver/authz/rbac.ts'
import { RbacIndex } from '../apiserver/authz/rbac-index.ts'
import { UnionAuthorizer, unionRules } from '../apiserver/authz/union.ts'

export interface Judges {
  /** all of them, in the order in which they are asked */
  readonly authorizer: Authorizer
  /** what a user may do by any of them, for reviews */
  readonly rules: RuleResolver
  /** RBAC alone */
  readonly rbac: RbacAuthorizer
  /** what RBAC goes by: whoever has the roles and bindings keeps it */
  readonly roleIndex: RbacIndex
  /** what the Node authorizer goes by: whoever has the pods keeps it */
  readonly nodeGraph: NodeGraph
}

/** The authorizers of a server, which know no role, no binding and no pod yet. */
export const makeJudges = ({ clusterRoles }: DefaultPolicy): Judges => {
  const roleIndex = new RbacIndex()
  const nodeGraph = new NodeGraph()
  const rbac = new RbacAuthorizer(roleIndex)
  const node = new NodeAuthorizer(
    clusterRoles.find(({ metadata }) => metadata.name === 'system:node')?.rules ?? [],
    nodeGraph,
  )
  return {
    authorizer: new UnionAuthorizer([privilegedAuthorizer, node, rbac]),
    rules: unionRules([node, rbac]),
    rbac,
    roleIndex,
    nodeGraph,
  }
}
