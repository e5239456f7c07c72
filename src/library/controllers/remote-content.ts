/** The objects of one resource in namespaces of another API server that terminate. */
import { append } from '../../apimachinery/append.ts'
import type { KubeObject, ListMeta } from '../../apimachinery/meta.ts'
import { StatusError } from '../../apimachinery/status.ts'
import type { ApiClient } from '../../apiserver/client/remote/api-client.ts'
import { OWNERSHIP } from '../../apiserver/client/remote/object-form.ts'
import { collectionPath } from '../../apiserver/client/remote/remote-client.ts'
import { inBatches } from '../../apiserver/registry/batches.ts'
import type { NamespaceContent } from '../../controllers/namespace-content.ts'
import type { RemoteResource } from './remote-resources.ts'

const PAGE = 500
const OPTIONS = { kind: 'DeleteOptions', apiVersion: 'v1', propagationPolicy: 'Background' }

/** Errors of verbs that a resource turns out not to have. */
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

export class RemoteContent implements NamespaceContent {
  readonly #resource: RemoteResource
  readonly #api: ApiClient

  constructor(resource: RemoteResource, api: ApiClient) {
    this.#resource = resource
    this.#api = api
  }

  get group(): string {
    return this.#resource.group
  }

  get resource(): string {
    return this.#resource.resource
  }

  async deleteAll(namespace: string): Promise<void> {
    const path = collectionPath(this.#resource.served, namespace)
    const { verbs } = this.#resource
    if (verbs.includes('deletecollection')) {
      const accept = `${OWNERSHIP.accept.list},application/json`
      const call = this.#api.call({ method: 'DELETE', path, accept, body: OPTIONS })
      await unlessUnsupported(call, undefined)
      return
    }
    await inBatches(await this.left(namespace), async ({ metadata: { name = '' } }) => {
      const one = `${path}/${encodeURIComponent(name)}`
      await unlessUnsupported(
        this.#api.call({ method: 'DELETE', path: one, body: OPTIONS }),
        undefined,
      )
    })
  }

  async left(namespace: string): Promise<readonly KubeObject[]> {
    const { served, verbs } = this.#resource
    if (!verbs.includes('list')) return []
    const objects: KubeObject[] = []
    let next = ''
    do {
      const query = `limit=${PAGE}${next === '' ? '' : `&continue=${encodeURIComponent(next)}`}`
      const page = await unlessUnsupported(
        this.#api.call<{ metadata: ListMeta; items?: KubeObject[] | null }>({
          method: 'GET',
          path: `${collectionPath(served, namespace)}?${query}`,
          accept: OWNERSHIP.accept.list,
        }),
        { metadata: {}, items: [] },
      )
      append(objects, page.items ?? [])
      next = page.metadata.continue ?? ''
    } while (next !== '')
    return objects
  }
}
