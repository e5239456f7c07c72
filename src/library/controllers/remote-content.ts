/** The objects of one resource in terminating namespaces of a remote API server. */
import { append } from '../../apimachinery/append.ts'
import type { KubeObject } from '../../apimachinery/meta.ts'
import { StatusError } from '../../apimachinery/status.ts'
import type { ApiClient } from '../../apiserver/client/remote/api-client.ts'
import { listPages, type ObjectPage } from '../../apiserver/client/remote/list-pages.ts'
import { OWNERSHIP } from '../../apiserver/client/remote/object-form.ts'
import { collectionPath } from '../../apiserver/client/remote/remote-client.ts'
import { inBatches } from '../../apiserver/registry/batches.ts'
import type { NamespaceContent } from '../../controllers/namespace-content.ts'
import type { RemoteResource } from './remote-resources.ts'

const OPTIONS = { kind: 'DeleteOptions', apiVersion: 'v1', propagationPolicy: 'Background' }

/** Whether a resource turned out not to support a verb. */
const isUnsupported = (error: unknown): boolean =>
  error instanceof StatusError && (error.code === 404 || error.code === 405)

const unlessUnsupported = async <T>(task: Promise<T>, otherwise: T): Promise<T> => {
  try {
    return await task
  } catch (error) {
    if (isUnsupported(error)) return otherwise
    throw error
  }
}

/** `api`: the client that deletes and lists. */
export const remoteContent = (
  { group, resource, served, verbs }: RemoteResource,
  api: ApiClient,
): NamespaceContent => {
  const left = async (namespace: string): Promise<readonly KubeObject[]> => {
    if (!verbs.includes('list')) return []
    const path = collectionPath(served, namespace)
    const pages = listPages<KubeObject>((query) =>
      unlessUnsupported<ObjectPage<KubeObject>>(
        api.call({
          method: 'GET',
          path: `${path}?${new URLSearchParams(query).toString()}`,
          accept: OWNERSHIP.list,
        }),
        { metadata: {} },
      ),
    )
    const objects: KubeObject[] = []
    for await (const { items } of pages) append(objects, items ?? [])
    return objects
  }
  const remove = (path: string, accept?: string): Promise<unknown> =>
    unlessUnsupported<unknown>(
      api.call({ method: 'DELETE', path, ...(accept && { accept }), body: OPTIONS }),
      undefined,
    )
  return {
    group,
    resource,
    deleteAll: async (namespace) => {
      const path = collectionPath(served, namespace)
      if (verbs.includes('deletecollection'))
        await remove(path, `${OWNERSHIP.list},application/json`)
      else
        await inBatches(await left(namespace), async ({ metadata: { name = '' } }) => {
          await remove(`${path}/${encodeURIComponent(name)}`)
        })
    },
    left,
  }
}
