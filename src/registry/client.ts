/**
 * The registry as a client sees it that lives in the same process: a controller. It acts as a user of its own and is asked by
 * the authorizer like everyone else.
 */
import type { Clock } from '../api/clock.ts'
import type { RequestContext } from '../api/context.ts'
import type { Entropy } from '../api/entropy.ts'
import type { KubeObject } from '../api/meta.ts'
import type { UserInfo } from '../api/user.ts'
import { done } from '../api/turns.ts'
import type { Authorizer } from '../authz/authorizer.ts'
import { forbidden } from '../authz/forbidden.ts'
import type { Row } from '../store/store.ts'
import type { DeleteRequest } from './delete.ts'
import type { Registry } from './registry.ts'
import { EVERYTHING } from './selection.ts'
import type { Watcher } from './watcher.ts'

export interface ClientParts {
  readonly user: UserInfo
  /** who lists and watches: kube-controller-manager does that once, as itself, for all of its controllers */
  readonly informer: UserInfo
  /** as the real controller's user agent gives it: `kube-controller-manager` */
  readonly fieldManager: string
  readonly authorizer: Authorizer
  readonly clock: Clock
  readonly entropy: Entropy
  /** fires when the server stops */
  readonly signal: AbortSignal
}

/** Everything throws the StatusErrors that the API would answer with. */
export class Client<T extends KubeObject> {
  readonly #registry: Registry<T>
  readonly #parts: ClientParts
  readonly #context: RequestContext

  constructor(registry: Registry<T>, parts: ClientParts) {
    this.#registry = registry
    this.#parts = parts
    const { user, clock, entropy, fieldManager, signal } = parts
    this.#context = {
      user,
      clock,
      entropy,
      fieldManager,
      signal,
      dryRun: false,
      warn: () => undefined,
      large: false,
    }
  }

  #authorize(
    verb: string,
    namespace: string,
    name: string,
    subresource = '',
    user = this.#parts.user,
  ): void {
    const { resource } = this.#registry
    const attributes = {
      user,
      verb,
      resourceRequest: true,
      path: '',
      namespace,
      apiGroup: resource.group,
      apiVersion: resource.storageVersion,
      resource: resource.resource,
      subresource,
      name,
    }
    const decision = this.#parts.authorizer.authorize(attributes)
    if (decision.decision !== 'allow') throw forbidden(attributes, decision)
  }

  /** The newest state, or undefined: what an informer's cache holds. */
  cached(name: string, namespace = ''): T | undefined {
    const row = this.#registry.find(namespace, name)
    return row === undefined ? undefined : this.#registry.decode(row)
  }

  /** All that an informer's cache holds, of one namespace or of all, for {@link decode}. */
  rows(namespace = ''): readonly Row[] {
    return this.#registry.all(namespace).rows
  }

  /** The same, decoded. */
  list(namespace = ''): T[] {
    return this.rows(namespace).map((row) => this.#registry.decode(row))
  }

  /** All objects as ADDED, then what changes. */
  watch(): Watcher<T> {
    this.#authorize('list', '', '', '', this.#parts.informer)
    this.#authorize('watch', '', '', '', this.#parts.informer)
    const { revision, rows } = this.#registry.all()
    return this.#registry.watch({
      namespace: '',
      selection: EVERYTHING,
      after: revision,
      initial: rows,
    })
  }

  decode(row: Row): T {
    return this.#registry.decode(row)
  }

  async create(object: T, namespace = ''): Promise<T> {
    this.#authorize('create', namespace, '')
    return (await this.#registry.create(this.#context, { namespace, object })).object
  }

  /** PUT: the object's resourceVersion must be the stored one. */
  async update(object: T, subresource = ''): Promise<T> {
    const { name = '', namespace = '' } = object.metadata
    this.#authorize('update', namespace, name, subresource)
    const written = await this.#registry.update(this.#context, {
      namespace,
      name,
      subresource,
      change: () => done(object),
    })
    return written.object
  }

  /**
   * Server-side apply of `config`, whose metadata names the object; in the stored form. A field that it does not have is none of
   * this manager's business.
   */
  async apply(
    config: T,
    { fieldManager, force }: { readonly fieldManager: string; readonly force: boolean },
  ): Promise<T> {
    const { name = '', namespace = '' } = config.metadata
    this.#authorize('patch', namespace, name)
    const written = await this.#registry.apply(
      { ...this.#context, fieldManager },
      {
        namespace,
        name,
        subresource: '',
        config,
        force,
        authorizeCreate: () => this.#authorize('create', namespace, ''),
      },
    )
    return written.object
  }

  async delete(
    name: string,
    namespace = '',
    options: Omit<DeleteRequest, 'name' | 'namespace'> = {},
  ): Promise<void> {
    this.#authorize('delete', namespace, name)
    await this.#registry.delete(this.#context, { ...options, namespace, name })
  }
}
