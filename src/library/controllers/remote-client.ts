import type { KubeObject } from '../../apimachinery/meta.ts'
import type { RemoteVersion } from '../../apiserver/client/discovery.ts'
import type { ApiClient } from '../../apiserver/client/remote/api-client.ts'
import { unless } from '../../controllers/errors.ts'
import type { ObjectClient } from '../../controllers/object-client.ts'
import type { ObjectForm } from './object-form.ts'
import type { Reflector } from './reflector.ts'
import type { CachedObject } from './remote-cache.ts'

interface RemoteClientParts {
  readonly api: ApiClient
  readonly version: RemoteVersion
  readonly form: ObjectForm
  /** starts the reflector on first use; other clients may share it */
  readonly reflector: () => Reflector
}

const PATCH = 'application/merge-patch+json'
const APPLY = 'application/apply-patch+yaml'

export const collectionPath = ({ prefix, plural }: RemoteVersion, namespace = ''): string =>
  namespace === ''
    ? `${prefix}/${plural}`
    : `${prefix}/namespaces/${encodeURIComponent(namespace)}/${plural}`

/** A client that writes over HTTP, and reads from a cache, except for `live`. */
export const remoteClient = <T extends KubeObject>({
  api,
  version,
  form,
  reflector,
}: RemoteClientParts): ObjectClient<T> => {
  const { kind, apiVersion } = version
  const pathOf = (name = '', namespace = ''): string =>
    `${collectionPath(version, namespace)}/${encodeURIComponent(name)}`
  /** Sets the served apiVersion and kind. If discovery names no kind, the object keeps its kind. */
  const sent = (object: T): T => ({ ...object, kind: kind || object.kind, apiVersion })
  const client: ObjectClient<T> = {
    get synced() {
      return reflector().synced
    },
    get lastChange() {
      return reflector().cache.lastChange
    },
    cached: (name, namespace = '') =>
      reflector().cache.get(`${namespace}/${name}`) as T | undefined,
    live: (name, namespace) => {
      const path = pathOf(name, namespace)
      return unless(404, api.call<T>({ method: 'GET', path, accept: form.object }))
    },
    rows: (namespace = '') => reflector().cache.rows(namespace),
    list: (namespace) => client.rows(namespace).map((row) => client.decode(row)),
    watch: () => reflector().cache.cursor(),
    decode: (row) => (row as CachedObject).object as T,
    create: (object, namespace) =>
      api.call({ method: 'POST', path: collectionPath(version, namespace), body: sent(object) }),
    update: (object, subresource = '') => {
      const { name, namespace } = object.metadata
      const below = subresource === '' ? '' : `/${subresource}`
      const path = `${pathOf(name, namespace)}${below}`
      return api.call({ method: 'PUT', path, body: sent(object) })
    },
    updateOwnership: ({ metadata: { name, namespace, uid, resourceVersion } }, change) => {
      // null removes a field (RFC 7396)
      const changed = Object.entries(change).map(([field, value]) => [field, value ?? null])
      return api.call({
        method: 'PATCH',
        path: pathOf(name, namespace),
        contentType: PATCH,
        accept: form.object,
        body: { metadata: { uid, resourceVersion, ...Object.fromEntries(changed) } },
      })
    },
    apply: (config, { fieldManager, force }) => {
      const { name, namespace } = config.metadata
      const query = new URLSearchParams({ fieldManager, force: String(force) })
      return api.call({
        method: 'PATCH',
        path: `${pathOf(name, namespace)}?${query.toString()}`,
        contentType: APPLY,
        body: sent(config),
      })
    },
    delete: async (name, namespace, options) => {
      const body = { kind: 'DeleteOptions', apiVersion: 'v1', ...options }
      await api.call({ method: 'DELETE', path: pathOf(name, namespace), body })
    },
  }
  return client
}
