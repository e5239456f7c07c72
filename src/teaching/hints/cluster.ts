/** What hints may ask about the cluster: a narrow view, answered from memory. */
import type { CertificateSigningRequest } from '../../apis/certificates.ts'
import type { Authorizer } from '../../apiserver/authz/authorizer.ts'
import type { PolicyRule, RoleRef } from '../../apis/rbac.ts'
import type { Binding } from '../../apiserver/authz/subject-index.ts'
import type { Release } from '../../apimachinery/release/release.ts'
import type { Tombstone } from './remembered.ts'

export interface ClusterView {
  /** milliseconds since the epoch */
  now(): number
  /** the newest state of a request */
  request(name: string): CertificateSigningRequest | undefined
  /** what became of a request that is gone; undefined when it never was, or too long ago */
  tombstone(name: string): Tombstone | undefined
  /** the names of the requests that are there; of very many only some */
  requestNames(): string[]
  hasNamespace(name: string): boolean
  /** the names of the namespaces; of very many only some */
  namespaceNames(): string[]
  /** the request that asked for a group (an O of its subject) last; undefined when none did, or too long ago */
  requestFor(group: string): string | undefined
  /** the names of the signers that run */
  readonly signers: ReadonlySet<string>
  readonly release: Release
  /** `--cluster-signing-duration`, in seconds */
  readonly maximumSeconds: number
  readonly authorizer: Authorizer
  readonly rbac: RbacView
}

/** The bindings and roles of the cluster; `RbacIndex` is one. */
export interface RbacView {
  /** whether any binding is for this user or group */
  isSubject(kind: 'User' | 'Group', name: string): boolean
  /** all bindings, those of the cluster first */
  bindings(): Iterable<Binding>
  /** the namespaces that have a Role of this name */
  roleNamespaces(name: string): string[]
  hasRole(kind: string, namespace: string, name: string): boolean
  /** the names of the ClusterRoles or, of a namespace, of its Roles */
  roleNames(namespace: string): string[]
  /** the rules of a role as a binding in `namespace` refers to it; undefined when there is none */
  rulesOf(reference: RoleRef, namespace: string): readonly PolicyRule[] | undefined
}
