/** Index of bindings by subject, so that a decision visits only those of its user. */
import type { RoleRef, Subject } from '../../apis/rbac.ts'
import type { UserInfo } from '../../apimachinery/user.ts'

export interface Binding {
  readonly name: string
  /** '' for a ClusterRoleBinding */
  readonly namespace: string
  readonly subjects: readonly Subject[]
  readonly roleRef: RoleRef
}

/** `subject`: the binding's first subject that matches the user. Returns false to stop. */
export type VisitGrant = (binding: Binding, subject: Subject) => boolean

/**
 * Returns undefined for a group, and for a service account without a namespace. The namespace
 * defaults to the RoleBinding's.
 */
const userOf = ({ kind, name, namespace = '' }: Subject, binding: Binding): string | undefined => {
  if (kind === 'User') return name
  const home = namespace === '' ? binding.namespace : namespace
  return kind === 'ServiceAccount' && home !== ''
    ? `system:serviceaccount:${home}:${name}`
    : undefined
}

const groupOf = ({ kind, name }: Subject): string | undefined =>
  kind === 'Group' ? name : undefined

const byName = (a: Binding, b: Binding): number => (a.name < b.name ? -1 : 1)

type BindingLists = Map<string, readonly Binding[]>

/** The ClusterRoleBindings, or the RoleBindings of one namespace. */
export class SubjectIndex {
  readonly #users: BindingLists = new Map()
  readonly #groups: BindingLists = new Map()
  readonly #bindings = new Map<string, Binding>()

  set(binding: Binding): void {
    this.remove(binding.name)
    this.#bindings.set(binding.name, binding)
    this.#list(binding, [binding])
  }

  remove(name: string): void {
    const binding = this.#bindings.get(name)
    if (binding === undefined) return
    this.#bindings.delete(name)
    this.#list(binding, [])
  }

  isSubject(kind: 'User' | 'Group', name: string): boolean {
    return (kind === 'User' ? this.#users : this.#groups).has(name)
  }

  get isEmpty(): boolean {
    return this.#bindings.size === 0
  }

  bindings(): Iterable<Binding> {
    return this.#bindings.values()
  }

  /** Replaces `binding` by `now` in the lists of its subjects. */
  #list(binding: Binding, now: readonly Binding[]): void {
    for (const subject of binding.subjects) {
      const group = groupOf(subject)
      const [lists, key] =
        group === undefined ? [this.#users, userOf(subject, binding)] : [this.#groups, group]
      if (key === undefined) continue
      const others = lists.get(key)?.filter((one) => one !== binding) ?? []
      lists.set(key, [...others, ...now].sort(byName))
      if (lists.get(key)!.length === 0) lists.delete(key)
    }
  }

  /**
   * Visits each binding of the user once: those of the user name, then those of each group, each
   * list sorted by name. Returns false if stopped.
   */
  visit(user: UserInfo, visitor: VisitGrant): boolean {
    for (const group of new Set([undefined, ...user.groups])) {
      const bindings = group === undefined ? this.#users.get(user.name) : this.#groups.get(group)
      for (const binding of bindings ?? []) {
        const subject = binding.subjects.find((one) =>
          one.kind === 'Group'
            ? user.groups.includes(one.name)
            : userOf(one, binding) === user.name,
        )!
        // a binding in several lists is visited only in the list of its first matching subject
        if (groupOf(subject) === group && !visitor(binding, subject)) return false
      }
    }
    return true
  }
}
