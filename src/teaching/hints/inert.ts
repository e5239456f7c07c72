/** Says that there is no cluster behind the API, where an object needs one: a Warning event on it, for `kubectl describe`. */
import { formatTime, type Clock } from '../../apimachinery/clock.ts'
import type { CoreEvent } from '../../apis/events.ts'
import type { KubeObject } from '../../apimachinery/meta.ts'
import { StatusError } from '../../apimachinery/status.ts'
import type { Client } from '../../apiserver/registry/client.ts'
import type { Controller } from '../../controllers/controller.ts'
import { objectController } from '../../controllers/object-controller.ts'
import type { ControllerLog } from '../../controllers/log.ts'
import { ownEvent } from '../../controllers/own-event.ts'

/** Kinds that need more than an API to do anything. */
export const INERT_KINDS = [
  {
    group: '',
    resource: 'pods',
    message:
      'csrlab runs no pods: it has the API of a cluster, and neither a scheduler nor a node behind it. The pod stays Pending.',
  },
  {
    group: 'apps',
    resource: 'deployments',
    message:
      'csrlab runs no deployments: it has the API of a cluster, and no controller that would make pods of them.',
  },
] as const

interface Parts {
  /** of the kind that does not run */
  readonly client: Client<KubeObject>
  readonly events: Client<CoreEvent>
  /** what is not done with the object: `it runs no pods` */
  readonly message: string
  readonly clock: Clock
  readonly log: ControllerLog
}

/** The same at every start, so that an object gets its event once. */
const eventName = ({ metadata: { name = '', uid = '' } }: KubeObject): string =>
  `${name}.${uid.replaceAll('-', '').slice(0, 16)}`

const eventOn = (object: KubeObject, message: string, at: string): CoreEvent => {
  const { kind, apiVersion, metadata } = object
  const { name = '', namespace = '', uid = '', resourceVersion = '' } = metadata
  return ownEvent(
    { name: eventName(object), namespace },
    { kind, namespace, name, uid, apiVersion, resourceVersion },
    { reason: 'NotRun', message, type: 'Warning', at },
  )
}

/** Gone, already told, or in a namespace that ends: nothing to tell any more. */
const isHarmless = (error: unknown): boolean =>
  error instanceof StatusError && [403, 404, 409].includes(error.code)

export const inert = ({ client, events, message, clock, log }: Parts): Controller =>
  objectController<KubeObject>({
    name: 'inert',
    client,
    clock,
    log,
    workers: 1,
    wants: (object) =>
      object.metadata.deletionTimestamp === undefined &&
      events.cached(eventName(object), object.metadata.namespace) === undefined,
    reconcile: async (object) => {
      try {
        await events.create(
          eventOn(object, message, formatTime(clock.now())),
          object.metadata.namespace,
        )
      } catch (error) {
        if (!isHarmless(error)) throw error
      }
    },
  })
