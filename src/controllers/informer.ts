import type { KubeObject } from '../api/meta.ts'
import type { Registry } from '../registry/registry.ts'
import { EVERYTHING } from '../registry/selection.ts'

/** More than the changes of any one commit; the loop below reads on anyway. */
const BATCH = 1000

/** What is told of each object of a resource, of its outline. */
export interface Informed {
  set(object: KubeObject): void
  remove(namespace: string, name: string): void
}

/**
 * Keeps what an authorizer goes by at the store's newest committed state: it is changed before the answer to a write leaves, so that the
 * next request is judged by it. Returns the function that stops it.
 */
export const inform = (registry: Registry, informed: Informed): (() => void) => {
  const { revision, rows } = registry.all()
  for (const row of rows) informed.set(registry.outline(row))
  const watcher = registry.watch({
    namespace: '',
    selection: EVERYTHING,
    after: revision,
    initial: [],
  })
  const read = (): void => {
    for (;;) {
      const { items, more } = watcher.read(BATCH)
      for (const { type, row } of items) {
        const object = registry.outline(row)
        const { namespace = '', name = '' } = object.metadata
        if (type === 'DELETED') informed.remove(namespace, name)
        else informed.set(object)
      }
      if (!more) return
    }
  }
  watcher.start({ wake: read, readOn: read })
  return () => watcher.close()
}
