import type { KubeObject } from '../apimachinery/meta.ts'
import type { Client } from '../apiserver/registry/client.ts'
import { controller, type ControllerOptions, type KeyedController } from './controller.ts'
import { source, type Source } from './feed.ts'

export const keyOf = ({ metadata: { namespace = '', name = '' } }: KubeObject): string =>
  `${namespace}/${name}`

interface ObjectControllerOptions<T extends KubeObject> extends Omit<
  ControllerOptions,
  'sources' | 'reconcile'
> {
  readonly client: Client<T>
  /** whether an object needs work */
  readonly wants: (object: T) => boolean
  /** A number: look again after so many milliseconds. */
  reconcile(object: T): Promise<number | void>
}

/** The work of one resource, and where it comes from. */
class ObjectWork<T extends KubeObject> implements Source<T> {
  readonly client: Client<T>
  readonly #options: ObjectControllerOptions<T>

  constructor(options: ObjectControllerOptions<T>) {
    this.client = options.client
    this.#options = options
  }

  keyFor(object: T, deleted: boolean): string | undefined {
    return !deleted && this.#options.wants(object) ? keyOf(object) : undefined
  }

  async reconcile(key: string): Promise<number | void> {
    const slash = key.indexOf('/')
    const object = this.client.cached(key.slice(slash + 1), key.slice(0, slash))
    return object !== undefined && this.#options.wants(object)
      ? this.#options.reconcile(object)
      : undefined
  }
}

/** Reconciles each object of one resource that is wanted, one at a time per object. */
export const objectController = <T extends KubeObject>(
  options: ObjectControllerOptions<T>,
): KeyedController => {
  const { name, clock, log, workers, initialKeys, backOff } = options
  const work = new ObjectWork(options)
  return controller({
    name,
    clock,
    log,
    workers,
    initialKeys,
    backOff,
    sources: [source(work)],
    reconcile: (key) => work.reconcile(key),
  })
}
