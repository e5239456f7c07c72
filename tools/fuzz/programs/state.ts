/** The expected objects of a collection: an initial list, and every watch event since. */
import { setImmediate } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import type { Client, Json, Watch } from '../../../test/fixtures/server.ts'
import { allPath, type Collection } from './collections.ts'

/** Maximum rounds of the event loop to wait for events, which arrive over a socket. */
const ROUNDS = 5000

export interface Listing {
  readonly revision: bigint
  /** list items as JSON, by key */
  readonly objects: ReadonlyMap<string, string>
}

export const keyOf = ({ metadata }: Json): string => `${metadata.namespace ?? ''}/${metadata.name}`

/** The object's JSON in a list, where items have neither kind nor apiVersion. */
export const itemOf = ({ kind: _kind, apiVersion: _apiVersion, ...item }: Json): string =>
  JSON.stringify(item)

export const listingOf = ({ metadata, items }: Json): Listing => ({
  revision: BigInt(metadata.resourceVersion),
  objects: new Map(items.map((item: Json) => [keyOf(item), itemOf(item)])),
})

export const differences = (a: Listing['objects'], b: Listing['objects']): string[] =>
  [...new Set([...a.keys(), ...b.keys()])].filter((key) => a.get(key) !== b.get(key))

/** Whether two items differ only in aggregated rules, which a controller updates later. */
export const isAggregation = (a: string | undefined, b: string | undefined): boolean => {
  if (a === undefined || b === undefined) return false
  const [was, is] = [a, b].map((text) => {
    const { rules: _rules, metadata, ...rest }: Json = JSON.parse(text)
    const { resourceVersion: _version, managedFields: _managers, ...named } = metadata
    return { ...rest, metadata: named }
  })
  return is.aggregationRule !== undefined && isDeepStrictEqual(was, is)
}

/** Whether `before` is a terminating namespace, which controllers delete at some point. */
export const isFarewell = (kind: string, before: string | undefined): boolean =>
  kind === 'Namespace' &&
  before !== undefined &&
  JSON.parse(before).metadata.deletionTimestamp !== undefined

export class State {
  readonly collection: Collection
  readonly #objects: Map<string, string>
  readonly #watch: Watch
  readonly #events: { readonly revision: bigint; readonly type: string; readonly object: Json }[] =
    []
  #ended: string | undefined

  private constructor(collection: Collection, start: Listing, watch: Watch) {
    this.collection = collection
    this.#objects = new Map(start.objects)
    this.#watch = watch
    void this.#read()
  }

  /** Lists the collection, and starts a watch at the list's revision. */
  static async follow(client: Client, collection: Collection): Promise<State> {
    const path = allPath(collection)
    const start = listingOf((await client.get(path)).body)
    const watch = await client.watch(`${path}&watch=true&resourceVersion=${start.revision}`)
    return new State(collection, start, watch)
  }

  async #read(): Promise<void> {
    try {
      for (let event: Json; (event = await this.#watch.next()) !== undefined;) {
        const { type, object } = event
        if (type === 'ERROR') this.#ended = `the watch got the error ${JSON.stringify(object)}`
        else this.#events.push({ revision: BigInt(object.metadata.resourceVersion), type, object })
      }
      this.#ended ??= 'the watch has ended'
    } catch (error) {
      this.#ended = String(error)
    }
  }

  /** Applies the events up to a revision. Returns the impossible ones, such as a second ADDED. */
  #take(revision: bigint): string[] {
    const problems: string[] = []
    while (this.#events.length > 0 && this.#events[0]!.revision <= revision) {
      const { type, object } = this.#events.shift()!
      const key = keyOf(object)
      if (this.#objects.has(key) === (type === 'ADDED'))
        problems.push(
          `a watch sent ${type} for ${key}, which ${type === 'ADDED' ? 'existed' : 'did not exist'}`,
        )
      if (type === 'DELETED') this.#objects.delete(key)
      else this.#objects.set(key, itemOf(object))
    }
    return problems
  }

  /** Applies the events up to a list's revision; returns impossible events and differences. */
  async compare(list: Listing): Promise<string[]> {
    for (let round = 0; ; round++) {
      const problems = this.#take(list.revision)
      const keys = differences(this.#objects, list.objects)
      if (problems.length === 0 && keys.length === 0) return []
      // a later event shows that all earlier ones have arrived
      if (problems.length > 0 || round === ROUNDS || this.#events.length > 0 || this.#ended) {
        return [
          ...problems,
          ...(this.#ended === undefined ? [] : [this.#ended]),
          ...keys.map(
            (key) =>
              `${key} is ${list.objects.get(key) ?? 'missing'} in a list, but ${this.#objects.get(key) ?? 'missing'} in a watch`,
          ),
        ]
      }
      await setImmediate()
    }
  }

  get keys(): string[] {
    return [...this.#objects.keys()]
  }

  has(key: string): boolean {
    return this.#objects.has(key)
  }

  object(key: string): Json {
    return JSON.parse(this.#objects.get(key)!)
  }

  stop(): void {
    this.#watch.stop()
  }
}
