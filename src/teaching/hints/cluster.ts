import type { CertificateSigningRequest } from '../../apis/certificates.ts'
import type { Authorizer } from '../../apiserver/authz/authorizer.ts'
import type { PolicyRule, RoleRef } from '../../apis/rbac.ts'
import type { Binding } from '../../apiserver/authz/subject-index.ts'
import type { Release } from '../../apimachinery/release/release.ts'
import type { Tombstone } from './bounded-map.ts'

export interface HintCluster {
  /** milliseconds since the epoch */
  now(): number
  /** the newest stored state */
  request(name: string): CertificateSigningRequest | undefined
  tombstone(name: string): Tombstone | undefined
  /** names of CSRs, up to a limited number */
  requestNames(): string[]
  /** name of the newest CSR whose subject has the group, if that is one of the last 1,000 groups */
  requestFor(group: string): string | undefined
  /** names of the running signers */
  readonly signers: ReadonlySet<string>
  readonly release: Release
  /** `--cluster-signing-duration`, in seconds */
  readonly maximumSeconds: number
  readonly authorizer: Authorizer
  readonly rbac: RbacView
}

/** implemented by `RbacIndex` */
export interface RbacView {
  isSubject(kind: 'User' | 'Group', name: string): boolean
  /** ClusterRoleBindings first */
  bindings(): Iterable<Binding>
  /** of ClusterRoles (namespace '') or Roles */
  roleNames(namespace: string): string[]
  /** of the role that a binding in `namespace` refers to */
  rulesOf(reference: RoleRef, namespace: string): readonly PolicyRule[] | undefined
}
