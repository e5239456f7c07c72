/** Index of held rules by value. Sets of rules are bit masks: bit i is the rule at index i. */
import type { PolicyRule } from '../../apis/rbac.ts'

export type RuleMask = bigint

const NONE: RuleMask = 0n

type ValuesOf = (rule: PolicyRule) => readonly string[] | undefined

const pathsOf: ValuesOf = ({ nonResourceURLs }) => nonResourceURLs

/** Maps each wanted value to the rules that list it. */
class ValueMasks {
  readonly #masks = new Map<string, RuleMask>()

  constructor(held: readonly PolicyRule[], valuesOf: ValuesOf, wanted: ReadonlySet<string>) {
    held.forEach((rule, i) => {
      const bit = 1n << BigInt(i)
      for (const value of valuesOf(rule) ?? []) {
        if (wanted.has(value)) this.#masks.set(value, this.of(value) | bit)
      }
    })
  }

  of(value: string): RuleMask {
    return this.#masks.get(value) ?? NONE
  }
}

/** Returns the prefix that a held path covers; undefined without a final star. */
const prefixOf = (pattern: string): string | undefined => {
  let end = pattern.length
  while (end > 0 && pattern[end - 1] === '*') end--
  return end === pattern.length ? undefined : pattern.slice(0, end)
}

/** Rules that cover a path. A lookup tries one prefix per distinct length of held prefixes. */
class PathMasks {
  readonly #exact: ValueMasks
  readonly #prefixes = new Map<string, RuleMask>()
  readonly #lengths: readonly number[]

  constructor(held: readonly PolicyRule[], wanted: ReadonlySet<string>) {
    this.#exact = new ValueMasks(held, pathsOf, wanted)
    held.forEach(({ nonResourceURLs = [] }, i) => {
      for (const pattern of nonResourceURLs) {
        const prefix = prefixOf(pattern)
        if (prefix === undefined) continue
        this.#prefixes.set(prefix, (this.#prefixes.get(prefix) ?? NONE) | (1n << BigInt(i)))
      }
    })
    this.#lengths = [...new Set([...this.#prefixes.keys()].map(({ length }) => length))]
  }

  of(path: string): RuleMask {
    return this.#lengths
      .filter((length) => length <= path.length)
      .map((length) => this.#prefixes.get(path.slice(0, length)) ?? NONE)
      .reduce((all, mask) => all | mask, this.#exact.of(path))
  }
}

const STAR = '*'

/** Returns `*` with the subresource, which covers that subresource of every resource. */
const starOf = (resource: string): string | undefined => {
  const slash = resource.indexOf('/')
  return slash < 0 ? undefined : `${STAR}${resource.slice(slash)}`
}

const wantedValues = (
  wanted: readonly PolicyRule[],
  valuesOf: ValuesOf,
  more: readonly string[] = [],
): Set<string> => new Set([STAR, ...more, ...wanted.flatMap((rule) => valuesOf(rule) ?? [])])

export class HeldRules {
  readonly #verbs: ValueMasks
  readonly #groups: ValueMasks
  readonly #resources: ValueMasks
  readonly #names: ValueMasks
  readonly #paths: PathMasks
  /** rules without names */
  readonly #nameless: RuleMask

  constructor(held: readonly PolicyRule[], wanted: readonly PolicyRule[]) {
    const masks = (valuesOf: ValuesOf, more: readonly string[] = []): ValueMasks =>
      new ValueMasks(held, valuesOf, wantedValues(wanted, valuesOf, more))
    const resources = wanted.flatMap((rule) => rule.resources ?? [])
    this.#verbs = masks((rule) => rule.verbs)
    this.#groups = masks((rule) => rule.apiGroups)
    this.#resources = masks(
      (rule) => rule.resources,
      resources.flatMap((resource) => starOf(resource) ?? []),
    )
    this.#names = masks((rule) => rule.resourceNames)
    this.#paths = new PathMasks(held, wantedValues(wanted, pathsOf))
    this.#nameless = held.reduce(
      (mask, rule, i) => ((rule.resourceNames ?? []).length > 0 ? mask : mask | (1n << BigInt(i))),
      NONE,
    )
  }

  withVerb(verb: string): RuleMask {
    return this.#verbs.of(verb) | this.#verbs.of(STAR)
  }

  withGroup(group: string): RuleMask {
    return this.#groups.of(group) | this.#groups.of(STAR)
  }

  withResource(resource: string): RuleMask {
    const star = starOf(resource)
    const mask = this.#resources.of(resource) | this.#resources.of(STAR)
    return star === undefined ? mask : mask | this.#resources.of(star)
  }

  /** undefined: no name. Rules with names cover nothing unnamed, and no name is a wildcard. */
  withName(name: string | undefined): RuleMask {
    return name === undefined ? this.#nameless : this.#nameless | this.#names.of(name)
  }

  /** Rules with names are about objects, so they cover no path. */
  withPath(path: string): RuleMask {
    return this.#paths.of(path) & this.#nameless
  }
}
