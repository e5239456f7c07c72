import type { LoggedCollection } from './collection.ts'

export class Collections<C extends LoggedCollection = LoggedCollection> {
  readonly #byPrefix = new Map<string, C>()
  readonly #make: (prefix: string) => C

  constructor(make: (prefix: string) => C) {
    this.#make = make
  }

  of(prefix: string): C {
    const known = this.#byPrefix.get(prefix)
    if (known !== undefined) return known
    const collection = this.#make(prefix)
    this.#byPrefix.set(prefix, collection)
    return collection
  }

  find(key: string): C | undefined {
    for (let slash = key.indexOf('/'); slash >= 0; slash = key.indexOf('/', slash + 1)) {
      const collection = this.#byPrefix.get(key.slice(0, slash + 1))
      if (collection !== undefined) return collection
    }
    return undefined
  }

  /** Throws TypeError for a key without a collection. */
  holding(key: string): C {
    const collection = this.find(key)
    if (collection === undefined) throw new TypeError(`no collection is open for ${key}`)
    return collection
  }

  all(): Iterable<C> {
    return this.#byPrefix.values()
  }
}
