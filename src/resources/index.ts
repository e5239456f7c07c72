import type { Authorizer, RuleResolver } from '../apiserver/authz/authorizer.ts'
import type { PostedResource, Resource } from '../apiserver/registry/resource.ts'
import { selfSubjectReviews } from './authentication/self-subject-review.ts'
import type { AuthenticateToken } from '../apiserver/authn/bearer.ts'
import { tokenReviews } from './authentication/token-review.ts'
import { selfSubjectRulesReviews } from './authorization/self-subject-rules-review.ts'
import { subjectAccessReviews } from './authorization/subject-access-review.ts'
import { deployments } from './apps/deployment/resource.ts'
import { clusterTrustBundles } from './certificates/clustertrustbundle/resource.ts'
import { certificateSigningRequests } from './certificates/csr/resource.ts'
import { podCertificateRequests } from './certificates/podcertificaterequest/resource.ts'
import type { StrategyParts } from './certificates/podcertificaterequest/strategy.ts'
import { leases } from './coordination/lease/resource.ts'
import { configMaps } from './core/configmap/resource.ts'
import { endpoints } from './core/endpoints/resource.ts'
import { events } from './core/event/resource.ts'
import { namespaces } from './core/namespace/resource.ts'
import { nodes } from './core/node/resource.ts'
import { pods } from './core/pod/resource.ts'
import { secrets } from './core/secret/resource.ts'
import { services } from './core/service/resource.ts'
import { serviceAccounts } from './core/serviceaccount/resource.ts'
import { serviceAccountToken, type TokenParts } from './core/serviceaccount/token.ts'
import { csiDrivers, customResourceDefinitions, runtimeClasses } from './empty-kinds.ts'
import { eventsV1 } from './events/event/resource.ts'
import { clusterRoleBindings, clusterRoles, roleBindings, roles } from './rbac/resource.ts'
import { csiNodes } from './storage/csinode/resource.ts'

export const resources = (parts: StrategyParts): Resource[] => [
  certificateSigningRequests,
  clusterTrustBundles,
  podCertificateRequests(parts),
  clusterRoles,
  clusterRoleBindings,
  roles,
  roleBindings,
  namespaces,
  serviceAccounts,
  configMaps,
  secrets,
  events,
  eventsV1,
  leases,
  nodes,
  pods,
  services,
  endpoints,
  deployments,
  csiNodes,
  csiDrivers,
  runtimeClasses,
  customResourceDefinitions,
]

export interface PostParts extends TokenParts {
  readonly authorizer: Authorizer
  readonly rules: RuleResolver
  readonly authenticateToken: AuthenticateToken
}

export const posts = (parts: PostParts): PostedResource[] => [
  selfSubjectReviews,
  tokenReviews(parts.authenticateToken),
  ...subjectAccessReviews(parts.authorizer),
  selfSubjectRulesReviews(parts.rules),
  serviceAccountToken(parts),
]
