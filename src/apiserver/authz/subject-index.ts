/** Index of bindings by subject: a decision visits only those of its user. */
import type { RoleRef, Subject } from '../../apis/rbac.ts'
import type { UserInfo } from '../../apimachinery/user.ts'

export interface Binding {
  readonly name: string
  /** '' for a ClusterRoleBinding */
  readonly namespace: string
  readonly subjects: readonly Subject[]
  readonly roleRef: RoleRef
}

/** Binding and the first of its subjects that matches the user. */
export interface Grant {
  readonly binding: Binding
  readonly subject: Subject
}

/** Returns false to stop. */
export type VisitGrant = (grant: Grant) => boolean

interface Entry extends Grant {
  readonly position: number
}

/**
 * User name of a service account; its namespace defaults to the RoleBinding's. Undefined without a
 * namespace: no user matches.
 */
const serviceAccountUser = (
  { name, namespace = '' }: Subject,
  binding: Binding,
): string | undefined => {
  const home = namespace === '' ? binding.namespace : namespace
  return home === '' ? undefined : `system:serviceaccount:${home}:${name}`
}

const isUser = (subject: Subject, binding: Binding, user: UserInfo): boolean => {
  switch (subject.kind) {
    case 'User':
      return subject.name === user.name
    case 'Group':
      return user.groups.includes(subject.name)
    case 'ServiceAccount':
      return serviceAccountUser(subject, binding) === user.name
    default:
      return false
  }
}

const compare = (a: Entry, b: Entry): number =>
  a.binding.name < b.binding.name
    ? -1
    : a.binding.name > b.binding.name
      ? 1
      : a.position - b.position

/** Bindings of the cluster or of one namespace. */
export class SubjectIndex {
  readonly #users = new Map<string, readonly Entry[]>()
  readonly #groups = new Map<string, readonly Entry[]>()
  readonly #bindings = new Map<string, Binding>()

  get empty(): boolean {
    return this.#bindings.size === 0
  }

  set(binding: Binding): void {
    this.remove(binding.name)
    this.#bindings.set(binding.name, binding)
    for (const [position, subject] of binding.subjects.entries()) {
      const place = this.#place(binding, subject)
      if (place === undefined) continue
      const [map, key] = place
      const entries = map.get(key) ?? []
      map.set(key, [...entries, { binding, subject, position }].sort(compare))
    }
  }

  remove(name: string): void {
    const binding = this.#bindings.get(name)
    if (binding === undefined) return
    this.#bindings.delete(name)
    for (const subject of binding.subjects) {
      const place = this.#place(binding, subject)
      if (place === undefined) continue
      const [map, key] = place
      const left = map.get(key)?.filter((entry) => entry.binding !== binding) ?? []
      if (left.length === 0) map.delete(key)
      else map.set(key, left)
    }
  }

  isSubject(kind: 'User' | 'Group', name: string): boolean {
    return (kind === 'User' ? this.#users : this.#groups).has(name)
  }

  groups(): Iterable<string> {
    return this.#groups.keys()
  }

  bindings(): Iterable<Binding> {
    return this.#bindings.values()
  }

  #place(binding: Binding, subject: Subject): [Map<string, readonly Entry[]>, string] | undefined {
    switch (subject.kind) {
      case 'User':
        return [this.#users, subject.name]
      case 'Group':
        return [this.#groups, subject.name]
      case 'ServiceAccount': {
        const user = serviceAccountUser(subject, binding)
        return user === undefined ? undefined : [this.#users, user]
      }
      default:
        return undefined
    }
  }

  /**
   * Visits each binding of the user once: for the user's name, then for each group, sorted by
   * binding name. Returns false if stopped.
   */
  visit(user: UserInfo, visitor: VisitGrant): boolean {
    if (!visitEntries(this.#users.get(user.name), user, visitor)) return false
    for (const [i, group] of user.groups.entries()) {
      if (user.groups.indexOf(group) !== i) continue
      if (!visitEntries(this.#groups.get(group), user, visitor)) return false
    }
    return true
  }
}

const visitEntries = (
  entries: readonly Entry[] | undefined,
  user: UserInfo,
  visitor: VisitGrant,
): boolean => {
  if (entries === undefined) return true
  for (const entry of entries) {
    const { binding, position } = entry
    // earlier matching subjects are visited under their own key
    const earlier = binding.subjects.findIndex((subject) => isUser(subject, binding, user))
    if (earlier === position && !visitor(entry)) return false
  }
  return true
}
