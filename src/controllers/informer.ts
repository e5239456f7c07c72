import type { KubeObject } from '../apimachinery/meta.ts'
import type { ObjectReader } from '../apiserver/registry/object-reader.ts'
import { EVERYTHING } from '../apiserver/registry/selection.ts'
import type { Reader, Watcher } from '../apiserver/registry/watcher.ts'

/** More than the changes of any one commit; the loop below reads on anyway. */
const BATCH = 1000

/** Receives each object of a resource, and each that goes. */
interface Informed {
  set(object: KubeObject): void
  remove(namespace: string, name: string): void
}

/** Reads on whenever there is something. */
class Informer implements Reader {
  readonly #reader: ObjectReader
  readonly #informed: Informed
  readonly #watcher: Watcher<KubeObject>

  constructor(reader: ObjectReader, informed: Informed, after: number) {
    this.#reader = reader
    this.#informed = informed
    this.#watcher = reader.watch({ namespace: '', selection: EVERYTHING, after, initial: [] })
    this.#watcher.start(this)
  }

  wake(): void {
    for (;;) {
      const { items, more } = this.#watcher.read(BATCH)
      for (const { type, row } of items) {
        const object = this.#reader.decode(row)
        const { namespace = '', name = '' } = object.metadata
        if (type === 'DELETED') this.#informed.remove(namespace, name)
        else this.#informed.set(object)
      }
      if (!more) return
    }
  }

  readOn(): void {
    this.wake()
  }

  close(): void {
    this.#watcher.close()
  }
}

/**
 * Keeps what an authorizer goes by at the store's newest committed state: it is changed before the answer to a write leaves, so that the
 * next request is judged by it. Returns the function that stops it.
 */
export const inform = (reader: ObjectReader, informed: Informed): (() => void) => {
  const { revision, rows } = reader.all()
  for (const row of rows) informed.set(reader.decode(row))
  const informer = new Informer(reader, informed, revision)
  return () => informer.close()
}
