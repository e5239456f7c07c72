import { append } from '../../apimachinery/append.ts'
import type { KubeObject } from '../../apimachinery/meta.ts'
import type { ApiClient } from '../../apiserver/client/remote/api-client.ts'
import { listPages, type ObjectPage } from './list-pages.ts'
import { OWNERSHIP } from './object-form.ts'
import { collectionPath } from './remote-client.ts'
import { inBatches } from '../../apiserver/registry/batches.ts'
import { unless } from '../../controllers/errors.ts'
import type { NamespaceContent } from '../../controllers/namespace-content.ts'
import type { RemoteResource } from './remote-resources.ts'

const OPTIONS = { kind: 'DeleteOptions', apiVersion: 'v1', propagationPolicy: 'Background' }

/** status codes for a verb that the resource does not support */
const UNSUPPORTED = [404, 405]

/** Lists and deletes the objects of a resource in terminating namespaces. */
export const remoteContent = (resource: RemoteResource, api: ApiClient): NamespaceContent => {
  const { group, plural, verbs } = resource
  const left = async (namespace: string): Promise<readonly KubeObject[]> => {
    if (!verbs.includes('list')) return []
    const path = collectionPath(resource, namespace)
    const pages = listPages(async (query) => {
      const page = api.call<ObjectPage>({
        method: 'GET',
        path: `${path}?${new URLSearchParams(query).toString()}`,
        accept: OWNERSHIP.list,
      })
      return (await unless(UNSUPPORTED, page)) ?? { metadata: {} }
    })
    const objects: KubeObject[] = []
    for await (const { items } of pages) append(objects, items ?? [])
    return objects
  }
  const remove = (path: string, accept?: string): Promise<unknown> =>
    unless(
      UNSUPPORTED,
      api.call({ method: 'DELETE', path, ...(accept && { accept }), body: OPTIONS }),
    )
  return {
    group,
    resource: plural,
    deleteAll: async (namespace) => {
      const path = collectionPath(resource, namespace)
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
