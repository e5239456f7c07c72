import type { Namespace } from '../apis/core.ts'
import type { KubeObject } from '../apimachinery/meta.ts'
import { StatusError } from '../apimachinery/status.ts'
import type { ObjectClient } from './object-client.ts'
import { controller, type Controller } from './controller.ts'
import type { ResourceDependencies } from './dependencies.ts'
import { isRace } from './errors.ts'

export interface NamespacedDependencies<T extends KubeObject> extends ResourceDependencies<T> {
  readonly namespaces: ObjectClient<Namespace>
}

interface NamespacedObjectOptions<T extends KubeObject> extends NamespacedDependencies<T> {
  readonly name: string
  /** without namespace */
  readonly desired: T
  /** Returns undefined if `current` needs no repair. */
  repaired(current: T): T | undefined
}

const isHarmless = (error: unknown): boolean =>
  isRace(error) ||
  (error instanceof StatusError &&
    error.status.details?.causes?.some(({ reason }) => reason === 'NamespaceTerminating') === true)

/** Keeps the desired object in every active namespace. */
export const namespacedObject = <T extends KubeObject>(
  options: NamespacedObjectOptions<T>,
): Controller => {
  const { name, clock, log, namespaces, client, desired } = options
  const objectName = desired.metadata.name ?? ''
  return controller({
    name,
    clock,
    log,
    workers: 5,
    sources: [
      {
        client: namespaces,
        keyFor: ({ metadata, status }: Namespace, deleted) =>
          !deleted && status.phase === 'Active' ? metadata.name : undefined,
      },
      {
        client,
        keyFor: ({ metadata }) => (metadata.name === objectName ? metadata.namespace : undefined),
      },
    ],
    reconcile: async (namespace) => {
      if (namespaces.cached(namespace)?.status.phase !== 'Active') return
      const current = client.cached(objectName, namespace)
      try {
        if (current === undefined) await client.create(desired, namespace)
        else {
          const repaired = options.repaired(current)
          if (repaired !== undefined) await client.update(repaired)
        }
      } catch (error) {
        if (!isHarmless(error)) throw error
      }
    },
  })
}
