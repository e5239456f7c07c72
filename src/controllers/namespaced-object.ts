/** Keeps one object in every active namespace: the shape that two of Kubernetes' controllers share. */
import type { Clock } from '../apimachinery/clock.ts'
import type { Namespace } from '../apis/core.ts'
import type { KubeObject } from '../apimachinery/meta.ts'
import { StatusError } from '../apimachinery/status.ts'
import type { Client } from '../apiserver/registry/client.ts'
import { controller, type Controller } from './controller.ts'
import { source } from './feed.ts'
import type { ControllerLog } from './log.ts'

export interface NamespacedObjectOptions<T extends KubeObject> {
  readonly name: string
  readonly namespaces: Client<Namespace>
  readonly client: Client<T>
  readonly clock: Clock
  readonly log: ControllerLog
  /** the object as it is made; its metadata names no namespace */
  readonly desired: T
  /** the object put right, or undefined when `current` will do */
  repaired(current: T): T | undefined
}

/** That the namespace is ending, or that somebody was faster, is no error. */
const isHarmless = (error: unknown): boolean =>
  error instanceof StatusError && (error.code === 404 || error.code === 409 || isTerminating(error))

const isTerminating = ({ status }: StatusError): boolean =>
  status.details?.causes?.some(({ reason }) => reason === 'NamespaceTerminating') ?? false

/** Acts on new and changed namespaces, and on every change of the object itself. */
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
      source<Namespace>({
        client: namespaces,
        keyFor: ({ metadata, status }, deleted) =>
          !deleted && status.phase === 'Active' ? metadata.name : undefined,
      }),
      source<T>({
        client,
        keyFor: ({ metadata }) => (metadata.name === objectName ? metadata.namespace : undefined),
      }),
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
