import type { LoggedCollection } from './collection.ts'

export class Collections {
  readonly #byPrefix = new Map<string, LoggedCollection>()
  readonly #make: (prefix: string) => LoggedCollection

  constructor(make: (prefix: string) => LoggedCollection) {
    this.#make = make
  }

  of(prefix: string): LoggedCollection {
    const known = this.#byPrefix.get(prefix)
    if (known !== undefined) return known
    const collection = this.#make(prefix)
    this.#byPrefix.set(prefix, collection)
    return collection
  }

  find(key: string): LoggedCollection | undefined {
    for (let slash = key.indexOf('/'); slash >= 0; slash = key.indexOf('/', slash + 1)) {
      const collection = this.#byPrefix.get(key.slice(0, slash + 1))
      if (collection !== undefined) return collection
    }
    return undefined
  }

  /** Throws TypeError for a key without a collection. */
  holding(key: string): LoggedCollection {
    const collection = this.find(key)
    if (collection === undefined) throw new TypeError(`no collection is open for ${key}`)
    return collection
  }

  all(): Iterable<LoggedCollection> {
    return this.#byPrefix.values()
  }
}
