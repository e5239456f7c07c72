/** Notes each object before it is written, so that the writes can be undone. */
import type { Registry } from '../../apiserver/registry/registry.ts'
import type { Entry, Row } from '../../storage/store.ts'
import type { NamedResource } from '../../apiserver/client/resource-names.ts'
import { parseApiVersion } from '../../apimachinery/meta.ts'
import type { Worlds } from '../worlds/worlds.ts'

/** One object that was written. */
export interface Touched {
  readonly registry: Registry
  /** '' outside of namespaces */
  readonly namespace: string
  readonly name: string
  /** as it was before the first write; undefined: there was none */
  readonly before: Row | undefined
  /** as it was after the write; undefined: it went at once */
  readonly after: Row | undefined
}

interface Touch {
  readonly isNew: boolean
  /** To be called after each write. */
  written(): Touched
}

const NAMESPACES = 'namespaces'

interface Written extends Touched {
  readonly after: Row
}

/** Joins several writes of one object: `before` of the first, `after` of the last. */
const merged = (touched: readonly Touched[]): Iterable<Written> => {
  const objects = new Map<string, Written>()
  for (const one of touched) {
    const { after } = one
    if (after === undefined) continue
    objects.set(after.key, { ...one, after, before: (objects.get(after.key) ?? one).before })
  }
  return objects.values()
}

export class Ledger {
  readonly #registries: readonly Registry[]
  readonly #worlds: Pick<Worlds, 'amend'>

  constructor(registries: readonly Registry[], worlds: Pick<Worlds, 'amend'>) {
    this.#registries = registries
    this.#worlds = worlds
  }

  /** To be called before an object is written. */
  begin({ apiVersion, plural }: NamedResource, namespace: string, name: string): Touch {
    const { group } = parseApiVersion(apiVersion)
    const registry = this.#registries.find(
      ({ resource }) => resource.group === group && resource.resource === plural,
    )!
    const where = registry.resource.namespaced ? namespace : ''
    const before = registry.find(where, name)
    return {
      isNew: before === undefined,
      written: () => ({
        registry,
        namespace: where,
        name,
        before,
        after: registry.find(where, name),
      }),
    }
  }

  /**
   * Takes back what was written: what was made goes, with all that is in a namespace that was made,
   * and what was changed is as it was, unless somebody has changed it since.
   */
  async undo(touched: readonly Touched[]): Promise<void> {
    const gone = new Set<string>()
    const back = new Map<string, Entry>()
    for (const { registry, namespace, name, before, after } of merged(touched)) {
      if (before !== undefined) {
        if (registry.find(namespace, name)?.revision === after.revision) back.set(after.key, before)
        continue
      }
      gone.add(after.key)
      if (registry.resource.group === '' && registry.resource.resource === NAMESPACES)
        for (const key of this.#keysIn(name)) gone.add(key)
    }
    if (gone.size > 0 || back.size > 0) await this.#worlds.amend(gone, back)
  }

  #keysIn(namespace: string): string[] {
    return this.#registries
      .filter(({ resource }) => resource.namespaced)
      .flatMap((registry) => registry.all(namespace).rows.map(({ key }) => key))
  }
}
