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
    const path = collectionPath(served, namespace)
    const pages = listPages<KubeObject>((query) =>
      unlessUnsupported<ObjectPage<KubeObject>>(
        this.#api.call({
          method: 'GET',
          path: `${path}?${new URLSearchParams(query).toString()}`,
          accept: OWNERSHIP.accept.list,
        }),
        { metadata: {} },
      ),
    )
    const objects: KubeObject[] = []
    for await (const { items } of pages) append(objects, items ?? [])
    return objects
  }
}
