import type { KubeObject } from '../apimachinery/meta.ts'
import { inBatches } from '../apiserver/registry/batches.ts'
import { unless } from './errors.ts'
import type { ObjectClient } from './object-client.ts'

/** The objects of one resource in terminating namespaces */
export interface NamespaceContent {
  readonly group: string
  readonly resource: string
  /** Rejects with StatusError. */
  deleteAll(namespace: string): Promise<void>
  left(namespace: string): readonly KubeObject[] | Promise<readonly KubeObject[]>
}

export interface NamespaceContents {
  readonly contents: readonly NamespaceContent[]
  /** errors of discovery by group version */
  readonly failures?: ReadonlyMap<string, string>
}

/** Sends a DELETE for each object whose deletion has not begun. */
export const clientContent = (
  { group, resource }: Pick<NamespaceContent, 'group' | 'resource'>,
  client: ObjectClient<KubeObject>,
): NamespaceContent => ({
  group,
  resource,
  deleteAll: (namespace) =>
    inBatches(client.rows(namespace), async (row) => {
      const { name = '', deletionTimestamp } = client.decode(row).metadata
      if (deletionTimestamp === undefined) await unless(404, client.delete(name, namespace))
    }),
  left: (namespace) => client.list(namespace),
})
