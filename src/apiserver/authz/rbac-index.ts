/** Index of roles and bindings. Keeps references: objects must not change. */
import { isDeepStrictEqual } from 'node:util'
import type { KubeObject } from '../../apimachinery/meta.ts'
import type {
  ClusterRole,
  ClusterRoleBinding,
  PolicyRule,
  Role,
  RoleBinding,
  RoleRef,
  Subject,
} from '../../apis/rbac.ts'
import type { UserInfo } from '../../apimachinery/user.ts'
import { SubjectIndex, type Binding, type VisitGrant } from './subject-index.ts'

export type RbacKind = 'Role' | 'ClusterRole' | 'RoleBinding' | 'ClusterRoleBinding'

const NO_RULES: readonly PolicyRule[] = []
const NO_SUBJECTS: readonly Subject[] = []

const bindingOf = (object: RoleBinding | ClusterRoleBinding, namespace: string): Binding => ({
  name: object.metadata.name ?? '',
  namespace,
  subjects: object.subjects ?? NO_SUBJECTS,
  roleRef: object.roleRef,
})

export class RbacIndex {
  readonly #clusterRoles = new Map<string, readonly PolicyRule[]>()
  /** by `namespace/name` */
  readonly #roles = new Map<string, readonly PolicyRule[]>()
  readonly #clusterBindings = new SubjectIndex()
  /** by namespace */
  readonly #bindings = new Map<string, SubjectIndex>()

  readonly #defaults: ReadonlyMap<string, readonly PolicyRule[]>

  /** `defaults`: roles whose rules all indexes of the process share */
  constructor(defaults: readonly ClusterRole[] = []) {
    this.#defaults = new Map(
      defaults.map(({ metadata, rules }) => [metadata.name ?? '', rules ?? NO_RULES]),
    )
  }

  /** Adds or replaces an object; other kinds are ignored. */
  set(object: KubeObject): void {
    const { name = '', namespace = '' } = object.metadata
    switch (object.kind) {
      case 'ClusterRole':
        this.#clusterRoles.set(name, this.#shared(name, (object as ClusterRole).rules ?? NO_RULES))
        break
      case 'Role':
        this.#roles.set(`${namespace}/${name}`, (object as Role).rules ?? NO_RULES)
        break
      case 'ClusterRoleBinding':
        this.#clusterBindings.set(bindingOf(object as ClusterRoleBinding, ''))
        break
      case 'RoleBinding':
        this.#namespace(namespace).set(bindingOf(object as RoleBinding, namespace))
    }
  }

  #shared(name: string, rules: readonly PolicyRule[]): readonly PolicyRule[] {
    const known = this.#defaults.get(name)
    return known !== undefined && isDeepStrictEqual(known, rules) ? known : rules
  }

  remove(kind: RbacKind, namespace: string, name: string): void {
    switch (kind) {
      case 'ClusterRole':
        this.#clusterRoles.delete(name)
        break
      case 'Role':
        this.#roles.delete(`${namespace}/${name}`)
        break
      case 'ClusterRoleBinding':
        this.#clusterBindings.remove(name)
        break
      case 'RoleBinding': {
        const bindings = this.#bindings.get(namespace)
        bindings?.remove(name)
        if (bindings?.empty === true) this.#bindings.delete(namespace)
      }
    }
  }

  #namespace(namespace: string): SubjectIndex {
    let bindings = this.#bindings.get(namespace)
    if (bindings === undefined) {
      bindings = new SubjectIndex()
      this.#bindings.set(namespace, bindings)
    }
    return bindings
  }

  /** See {@link RoleRules.rulesOf}. */
  rulesOf({ kind, name }: RoleRef, namespace: string): readonly PolicyRule[] | undefined {
    if (kind === 'ClusterRole') return this.#clusterRoles.get(name)
    return kind === 'Role' ? this.#roles.get(`${namespace}/${name}`) : undefined
  }

  /** Visits the user's grants: cluster bindings, then those of `namespace`, unless ''. */
  visit(user: UserInfo, namespace: string, visitor: VisitGrant): void {
    if (!this.#clusterBindings.visit(user, visitor) || namespace === '') return
    this.#bindings.get(namespace)?.visit(user, visitor)
  }

  /** Reports whether a binding names this user or group. Service accounts count as users. */
  isSubject(kind: 'User' | 'Group', name: string): boolean {
    if (this.#clusterBindings.isSubject(kind, name)) return true
    for (const bindings of this.#bindings.values()) {
      if (bindings.isSubject(kind, name)) return true
    }
    return false
  }

  /** Groups that bindings name, some more than once. */
  *groups(): Iterable<string> {
    yield* this.#clusterBindings.groups()
    for (const bindings of this.#bindings.values()) yield* bindings.groups()
  }

  /** All bindings, cluster bindings first. */
  *bindings(): Iterable<Binding> {
    yield* this.#clusterBindings.bindings()
    for (const bindings of this.#bindings.values()) yield* bindings.bindings()
  }

  /** Names of a namespace's Roles; '': of the ClusterRoles. */
  roleNames(namespace: string): string[] {
    if (namespace === '') return [...this.#clusterRoles.keys()]
    const prefix = `${namespace}/`
    return [...this.#roles.keys()]
      .filter((key) => key.startsWith(prefix))
      .map((key) => key.slice(prefix.length))
  }
}
