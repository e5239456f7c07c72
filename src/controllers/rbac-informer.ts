import type { RbacIndex, RbacKind } from '../authz/rbac-index.ts'
import type { Registry } from '../registry/registry.ts'
import { EVERYTHING } from '../registry/selection.ts'

/** More than the changes of any one commit; the loop below reads on anyway. */
const BATCH = 1000

/**
 * Keeps the authorizer's index at the store's newest committed state: it is changed before the answer to a write leaves, so that
 * the next request is judged by it. Returns the function that stops it.
 */
export const informRbacIndex = (index: RbacIndex, registry: Registry): (() => void) => {
  const { revision, rows } = registry.all()
  for (const row of rows) index.set(registry.decode(row))
  const watcher = registry.watch({
    namespace: '',
    selection: EVERYTHING,
    after: revision,
    initial: [],
  })
  const kind = registry.resource.kind as RbacKind
  watcher.start(() => {
    for (;;) {
      const { items, more } = watcher.read(BATCH)
      for (const { type, row } of items) {
        const object = registry.decode(row)
        const { namespace = '', name = '' } = object.metadata
        if (type === 'DELETED') index.remove(kind, namespace, name)
        else index.set(object)
      }
      if (!more) return
    }
  })
  return () => watcher.close()
}
