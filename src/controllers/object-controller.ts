import type { KubeObject } from '../apimachinery/meta.ts'
import type { ObjectClient } from './object-client.ts'
import { controller, type ControllerOptions, type KeyedController } from './controller.ts'

export const keyOf = ({ metadata: { namespace = '', name = '' } }: KubeObject): string =>
  `${namespace}/${name}`

export const cachedAt = <T extends KubeObject>(
  client: ObjectClient<T>,
  key: string,
): T | undefined => {
  const slash = key.indexOf('/')
  return client.cached(key.slice(slash + 1), key.slice(0, slash))
}

interface ObjectControllerOptions<T extends KubeObject> extends Omit<
  ControllerOptions,
  'sources' | 'reconcile'
> {
  readonly client: ObjectClient<T>
  readonly wants: (object: T) => boolean
  readonly reconcile: (object: T) => Promise<number | void>
}

/** Reconciles the objects of one resource that `wants` selects. */
export const objectController = <T extends KubeObject>({
  client,
  wants,
  reconcile,
  ...options
}: ObjectControllerOptions<T>): KeyedController =>
  controller({
    ...options,
    sources: [
      {
        client,
        keyFor: (object: T, deleted) => (!deleted && wants(object) ? keyOf(object) : undefined),
      },
    ],
    reconcile: async (key) => {
      const object = cachedAt(client, key)
      return object !== undefined && wants(object) ? reconcile(object) : undefined
    },
  })
