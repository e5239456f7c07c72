/** The rules of roles by name, as a Map, which several may have together until one of them changes it. */
import type { PolicyRule } from '../api/kinds/rbac.ts'

type Rules = readonly PolicyRule[]

export class RoleTable {
  #rules = new Map<string, Rules>()
  #isShared = false

  get(name: string): Rules | undefined {
    return this.#rules.get(name)
  }

  has(name: string): boolean {
    return this.#rules.has(name)
  }

  names(): Iterable<string> {
    return this.#rules.keys()
  }

  set(name: string, rules: Rules): void {
    if (this.#rules.get(name) === rules) return
    this.#own()
    this.#rules.set(name, rules)
  }

  delete(name: string): void {
    if (!this.#rules.has(name)) return
    this.#own()
    this.#rules.delete(name)
  }

  /** Holds what it has once for itself and `other`, if that has the same rules, the very lists, under the same names. */
  share(other: RoleTable): void {
    const [mine, others] = [this.#rules, other.#rules]
    if (mine === others || mine.size !== others.size) return
    for (const [name, rules] of mine) if (others.get(name) !== rules) return
    this.#rules = others
    this.#isShared = true
    other.#isShared = true
  }

  #own(): void {
    if (!this.#isShared) return
    this.#rules = new Map(this.#rules)
    this.#isShared = false
  }
}
