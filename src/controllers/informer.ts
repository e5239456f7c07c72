import type { KubeObject } from '../apimachinery/meta.ts'
import type { ObjectReader } from '../apiserver/registry/object-reader.ts'
import { EVERYTHING } from '../apiserver/registry/selection.ts'

const BATCH = 1000

interface InformerTarget {
  set(object: KubeObject): void
  remove(namespace: string, name: string): void
}

/**
 * Copies all objects to `informed`, then each committed write before the write is answered. Returns
 * the function that ends the updates.
 */
export const inform = (reader: ObjectReader, informed: InformerTarget): (() => void) => {
  const { revision, rows } = reader.all()
  for (const row of rows) informed.set(reader.decode(row))
  const watcher = reader.watch({
    namespace: '',
    selection: EVERYTHING,
    after: revision,
    initial: [],
  })
  const wake = (): void => {
    for (;;) {
      const { items, more } = watcher.read(BATCH)
      for (const { type, row } of items) {
        const object = reader.decode(row)
        const { namespace = '', name = '' } = object.metadata
        if (type === 'DELETED') informed.remove(namespace, name)
        else informed.set(object)
      }
      if (!more) return
    }
  }
  watcher.start({ wake, readOn: wake })
  return () => watcher.close()
}
