import type { LoggedCollection } from './collection.ts'

/** Collections by prefix, made on first use. */
export const collectionsBy = (make: (prefix: string) => LoggedCollection) => {
  const byPrefix = new Map<string, LoggedCollection>()

  const find = (key: string): LoggedCollection | undefined => {
    for (let slash = key.indexOf('/'); slash >= 0; slash = key.indexOf('/', slash + 1)) {
      const collection = byPrefix.get(key.slice(0, slash + 1))
      if (collection !== undefined) return collection
    }
    return undefined
  }

  return {
    of(prefix: string): LoggedCollection {
      const collection = byPrefix.get(prefix) ?? make(prefix)
      byPrefix.set(prefix, collection)
      return collection
    },
    find,
    /** Throws TypeError for a key without a collection. */
    holding(key: string): LoggedCollection {
      const collection = find(key)
      if (collection === undefined) throw new TypeError(`no collection is open for ${key}`)
      return collection
    },
    all: (): Iterable<LoggedCollection> => byPrefix.values(),
  }
}
