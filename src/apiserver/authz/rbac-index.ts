/** Index of roles and bindings. Indexed objects must not change. */
import { isDeepStrictEqual } from 'node:util'
import type { KubeObject } from '../../apimachinery/meta.ts'
import type {
  ClusterRole,
  ClusterRoleBinding,
  PolicyRule,
  Role,
  RoleBinding,
  RoleRef,
} from '../../apis/rbac.ts'
import type { UserInfo } from '../../apimachinery/user.ts'
import { SubjectIndex, type Binding, type VisitGrant } from './subject-index.ts'

const NO_RULES: readonly PolicyRule[] = []

type AnyBinding = RoleBinding | ClusterRoleBinding

const isBinding = (kind: string): boolean => kind.endsWith('Binding')

export class RbacIndex {
  /** by `NAMESPACE/NAME`; by `/NAME` for a ClusterRole */
  readonly #roles = new Map<string, readonly PolicyRule[]>()
  /** by namespace; '' (ClusterRoleBindings) comes first */
  readonly #bindings = new Map([['', new SubjectIndex()]])
  readonly #defaults: ReadonlyMap<string, readonly PolicyRule[]>

  /** `defaults`: roles whose rules all clusters of the process share */
  constructor(defaults: readonly ClusterRole[] = []) {
    this.#defaults = new Map(
      defaults.map(({ metadata, rules }) => [`/${metadata.name}`, rules ?? NO_RULES]),
    )
  }

  /** Adds or replaces a role or binding. */
  set(object: KubeObject): void {
    const { name = '', namespace = '' } = object.metadata
    if (isBinding(object.kind)) {
      const { subjects = [], roleRef } = object as AnyBinding
      let bindings = this.#bindings.get(namespace)
      if (bindings === undefined) this.#bindings.set(namespace, (bindings = new SubjectIndex()))
      bindings.set({ name, namespace, subjects, roleRef })
      return
    }
    const key = `${namespace}/${name}`
    const { rules } = object as Role | ClusterRole
    const known = this.#defaults.get(key)
    this.#roles.set(key, known && isDeepStrictEqual(known, rules) ? known : (rules ?? NO_RULES))
  }

  remove(kind: string, namespace: string, name: string): void {
    if (isBinding(kind)) this.#removeBinding(namespace, name)
    else this.#roles.delete(`${namespace}/${name}`)
  }

  #removeBinding(namespace: string, name: string): void {
    const bindings = this.#bindings.get(namespace)
    bindings?.remove(name)
    if (namespace !== '' && bindings?.isEmpty === true) this.#bindings.delete(namespace)
  }

  /** Returns the rules of the role that a binding in `namespace` refers to, if the role exists. */
  rulesOf({ kind, name }: RoleRef, namespace: string): readonly PolicyRule[] | undefined {
    if (kind === 'ClusterRole') return this.#roles.get(`/${name}`)
    return kind === 'Role' ? this.#roles.get(`${namespace}/${name}`) : undefined
  }

  /** Visits the user's ClusterRoleBindings, then the user's RoleBindings in `namespace`. */
  visit(user: UserInfo, namespace: string, visitor: VisitGrant): void {
    if (!this.#bindings.get('')!.visit(user, visitor) || namespace === '') return
    this.#bindings.get(namespace)?.visit(user, visitor)
  }

  /** A service account has the kind User and the name `system:serviceaccount:NAMESPACE:NAME`. */
  isSubject(kind: 'User' | 'Group', name: string): boolean {
    for (const bindings of this.#bindings.values()) {
      if (bindings.isSubject(kind, name)) return true
    }
    return false
  }

  /** Yields ClusterRoleBindings first. */
  *bindings(): Iterable<Binding> {
    for (const bindings of this.#bindings.values()) yield* bindings.bindings()
  }

  /** Returns the names of the namespace's Roles; of the ClusterRoles if `namespace` is ''. */
  roleNames(namespace: string): string[] {
    const prefix = `${namespace}/`
    return [...this.#roles.keys()]
      .filter((key) => key.startsWith(prefix))
      .map((key) => key.slice(prefix.length))
  }
}
