import { withRevision } from '../../registry/encoding.ts'
import type { Registry } from '../../registry/registry.ts'
import type { Entry, KeptSnapshot, Store } from '../../store/store.ts'

export interface WorldParts {
  readonly store: Pick<Store, 'replace' | 'revision' | 'snapshots'>
  readonly registries: readonly Registry[]
  /** Writes what every start writes. */
  readonly refill: () => Promise<void>
  /** Resolves when the controllers have done what they can do now. */
  readonly settled: () => Promise<void>
  /** What a snapshot notes beside the objects, and how it is brought back: the clock. */
  readonly surroundings: Surroundings
}

export interface Surroundings {
  /** as at the start of the server */
  readonly initial: object
  note(): object
  restore(note: object): Promise<void>
}

/**
 * Takes the objects of a cluster as a whole: keeps them, and brings them back. What is the same stays; what is brought back gets new
 * revisions; every watch of a client ends with 410. One thing happens after the other, and requests wait meanwhile (see {@link turn}).
 */
export class Worlds {
  readonly #parts: WorldParts
  /** what a first start leaves, as far as it is known; `isWhole`: with what its controllers made of it */
  #first: { readonly entries: readonly Entry[]; readonly isWhole: boolean } = {
    entries: [],
    isWhole: false,
  }
  #turn: Promise<unknown> | undefined

  constructor(parts: WorldParts) {
    this.#parts = parts
  }

  /** Resolves when no world is being replaced; undefined: none is. */
  get turn(): Promise<unknown> | undefined {
    return this.#turn
  }

  /** What is there now is what a first start leaves, before its controllers have begun. */
  begin(): void {
    this.#first = { entries: this.#entries(), isWhole: false }
  }

  /** Brings back what a first start leaves. Resolves when the controllers have done their part. */
  reset(): Promise<void> {
    const { surroundings, refill } = this.#parts
    return this.#inTurn(async () => {
      await surroundings.restore(surroundings.initial)
      const { entries, isWhole } = this.#first
      await this.#replace(entries, isWhole ? () => Promise.resolve() : refill)
      this.#first = { entries: this.#entries(), isWhole: true }
    })
  }

  /** Keeps what is there, or what comes from elsewhere, under a name; one of that name goes. Rejects with StoreError `unavailable`. */
  async save(name: string, given?: readonly Entry[]): Promise<KeptSnapshot> {
    await this.#turn
    const { store, surroundings } = this.#parts
    const entries = given ?? this.#entries()
    const { revision } = store
    const note = JSON.stringify(surroundings.note())
    store.snapshots.put(name, { note, revision, entries })
    return { name, note, revision, size: entries.length }
  }

  /** Brings back a snapshot, whose note says what it is. */
  restore({ name, note }: Pick<KeptSnapshot, 'name' | 'note'>): Promise<void> {
    const { surroundings, store } = this.#parts
    return this.#inTurn(async () => {
      await surroundings.restore(JSON.parse(note) as object)
      await this.#replace(store.snapshots.entries(name), () => Promise.resolve())
    })
  }

  #entries(): Entry[] {
    // two resources may show the same objects
    const places = new Map(
      this.#parts.registries.map((registry) => [registry.resource.storagePrefix, registry]),
    )
    return [...places.values()].flatMap((registry) => [...registry.all().rows])
  }

  async #replace(entries: readonly Entry[], refill: () => Promise<void>): Promise<void> {
    const { store, settled } = this.#parts
    store.replace(entries, withRevision)
    await refill()
    await settled()
  }

  #inTurn(task: () => Promise<void>): Promise<void> {
    const done = (this.#turn ?? Promise.resolve()).then(task, task)
    this.#turn = done
    const over = (): void => {
      if (this.#turn === done) this.#turn = undefined
    }
    done.then(over, over)
    return done
  }
}
