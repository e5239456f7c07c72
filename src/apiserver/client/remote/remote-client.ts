/** Objects of one resource of another API server: reads from a cache, writes over HTTP. */
import type { KubeObject, ObjectMeta } from '../../../apimachinery/meta.ts'
import { StatusError } from '../../../apimachinery/status.ts'
import type { Deletion } from '../../registry/delete.ts'
import type { RemoteVersion } from '../discovery.ts'
import type { ApiClient } from './api-client.ts'
import type { ObjectForm } from './object-form.ts'
import type { Reflector } from './reflector.ts'
import { type CachedObject, type RemoteCache, rowKey } from './remote-cache.ts'

/** A cache and the task that fills it, shared by the clients of a resource. */
export interface Informer {
  readonly cache: RemoteCache
  readonly reflector: Reflector
  /** whether the first list is complete */
  readonly isSynced: boolean
}

export interface RemoteClientParts {
  readonly api: ApiClient
  readonly version: RemoteVersion
  readonly form: ObjectForm
  /** starts the informer on first use */
  readonly informer: () => Informer
}

const PATCH = 'application/merge-patch+json'
const APPLY = 'application/apply-patch+yaml'

export const collectionPath = ({ prefix, plural }: RemoteVersion, namespace = ''): string =>
  namespace === ''
    ? `${prefix}/${plural}`
    : `${prefix}/namespaces/${encodeURIComponent(namespace)}/${plural}`

export class RemoteClient<T extends KubeObject> {
  readonly #parts: RemoteClientParts

  constructor(parts: RemoteClientParts) {
    this.#parts = parts
  }

  get #cache(): RemoteCache {
    return this.#parts.informer().cache
  }

  get synced(): Promise<void> | undefined {
    const { isSynced, reflector } = this.#parts.informer()
    return isSynced ? undefined : reflector.synced
  }

  get lastChange(): number {
    return this.#cache.lastChange
  }

  cached(name: string, namespace = ''): T | undefined {
    return this.#cache.get(rowKey(name, namespace)) as T | undefined
  }

  async live(name: string, namespace = ''): Promise<T | undefined> {
    const path = this.#path(name, namespace)
    try {
      return await this.#parts.api.call<T>({
        method: 'GET',
        path,
        accept: this.#parts.form.object,
      })
    } catch (error) {
      if (error instanceof StatusError && error.code === 404) return undefined
      throw error
    }
  }

  rows(namespace = ''): readonly CachedObject[] {
    return this.#cache.rows(namespace)
  }

  list(namespace = ''): T[] {
    return this.rows(namespace).map((row) => this.decode(row))
  }

  watch(): ReturnType<RemoteCache['cursor']> {
    return this.#cache.cursor()
  }

  decode({ object }: CachedObject): T {
    return object as T
  }

  create(object: T, namespace = ''): Promise<T> {
    const path = collectionPath(this.#parts.version, namespace)
    return this.#parts.api.call({ method: 'POST', path, body: this.#sent(object) })
  }

  update(object: T, subresource = ''): Promise<T> {
    const { name = '', namespace = '' } = object.metadata
    const below = subresource === '' ? '' : `/${subresource}`
    const path = `${this.#path(name, namespace)}${below}`
    return this.#parts.api.call({ method: 'PUT', path, body: this.#sent(object) })
  }

  updateOwnership(
    { metadata: { name = '', namespace = '', uid, resourceVersion } }: T,
    change: { readonly [F in keyof ObjectMeta]?: ObjectMeta[F] | undefined },
  ): Promise<T> {
    // null removes a field (RFC 7396)
    const changed = Object.entries(change).map(([field, value]) => [field, value ?? null] as const)
    return this.#parts.api.call({
      method: 'PATCH',
      path: this.#path(name, namespace),
      contentType: PATCH,
      accept: this.#parts.form.object,
      body: { metadata: { uid, resourceVersion, ...Object.fromEntries(changed) } },
    })
  }

  apply(
    config: T,
    { fieldManager, force }: { readonly fieldManager: string; readonly force: boolean },
  ): Promise<T> {
    const { name = '', namespace = '' } = config.metadata
    const query = new URLSearchParams({ fieldManager, force: String(force) })
    return this.#parts.api.call({
      method: 'PATCH',
      path: `${this.#path(name, namespace)}?${query.toString()}`,
      contentType: APPLY,
      body: this.#sent(config),
    })
  }

  async delete(name: string, namespace = '', options: Deletion = {}): Promise<void> {
    await this.#parts.api.call({
      method: 'DELETE',
      path: this.#path(name, namespace),
      body: { kind: 'DeleteOptions', apiVersion: 'v1', ...options },
    })
  }

  #path(name: string, namespace: string): string {
    return `${collectionPath(this.#parts.version, namespace)}/${encodeURIComponent(name)}`
  }

  /** The object with the kind and apiVersion that the server serves. */
  #sent(object: T): T {
    const { kind, apiVersion } = this.#parts.version
    return { ...object, kind, apiVersion }
  }
}
