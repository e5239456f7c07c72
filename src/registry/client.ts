/**
 * The registry as a client in the same process sees it: a controller. It acts as a user of its own and is asked by the authorizer
 * like everyone else.
 */
import type { ClusterTime } from '../api/clock.ts'
import type { RequestContext } from '../api/context.ts'
import type { Entropy } from '../api/entropy.ts'
import { stringifyJson } from '../api/text/json.ts'
import { countValues, isMany, ManyValues } from '../api/text/many-values.ts'
import type { KubeObject } from '../api/meta.ts'
import type { UserInfo } from '../api/user.ts'
import { done } from '../api/turns.ts'
import type { AuditRecord } from '../audit/record.ts'
import type { Attributes, Authorizer } from '../authz/authorizer.ts'
import { forbidden } from '../authz/forbidden.ts'
import type { Row } from '../store/store.ts'
import type { ApplyRequest } from './apply.ts'
import {
  beginWrite,
  type ClientAudit,
  pathOf,
  recordDeleted,
  recordRefused,
  recordWritten,
  sentDeleteOptions,
} from './client-audit.ts'
import type { Deleted, DeleteRequest } from './delete.ts'
import type { Release } from '../release/release.ts'
import type { Registry } from './registry.ts'
import { EVERYTHING } from './selection.ts'
import type { Written } from './state.ts'
import type { Watcher } from './watcher.ts'

/** A request of a client, as it would come over the wire. */
export interface WireRequest {
  readonly method: 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** with its query */
  readonly path: string
  readonly contentType: string
  readonly body: string
  readonly user: UserInfo
  readonly userAgent: string
  readonly signal: AbortSignal
}

export interface ClientParts {
  readonly user: UserInfo
  /** who lists and watches: kube-controller-manager does that once, as itself, for all of its controllers */
  readonly informer: UserInfo
  /** as the real controller's user agent gives it: `kube-controller-manager` */
  readonly fieldManager: string
  readonly authorizer: Authorizer
  readonly release: Release
  readonly clock: ClusterTime
  readonly entropy: Entropy
  /** fires when the server stops */
  readonly signal: AbortSignal
  /** Does what is too much for the event loop, and rejects with StatusErrors; without it such writes fail. */
  readonly beside?: (request: WireRequest) => Promise<void>
  /** undefined: nobody writes down what it does */
  readonly audit?: ClientAudit | undefined
}

/** What a write is, beside its object. */
interface Write {
  readonly verb: string
  readonly namespace: string
  /** '' for one that is created */
  readonly name: string
  readonly subresource?: string
  /** of the URL, with its question mark */
  readonly query?: string
  /** what is sent */
  readonly body: () => string
}

const METHODS: Readonly<Record<string, WireRequest['method']>> = {
  create: 'POST',
  update: 'PUT',
  patch: 'PATCH',
  delete: 'DELETE',
}

/** What a client is asked about, without what it sends. */
type Asked = Omit<Write, 'body'>

/** How a configuration is applied. */
type ApplyOptions = Pick<ApplyRequest, 'force'> & { readonly fieldManager: string }

const nobodyHears = (): void => undefined

/** Everything throws the StatusErrors that the API would answer with. */
export class Client<T extends KubeObject> {
  readonly #registry: Registry<T>
  readonly #parts: ClientParts

  constructor(registry: Registry<T>, parts: ClientParts) {
    this.#registry = registry
    this.#parts = parts
  }

  /** Made for each write: most clients write nothing, ever. */
  #context(fieldManager = this.#parts.fieldManager): RequestContext {
    const { user, release, clock, entropy, signal } = this.#parts
    return {
      user,
      release,
      clock,
      entropy,
      fieldManager,
      signal,
      dryRun: false,
      warn: nobodyHears,
      large: false,
    }
  }

  #attributes(
    { verb, namespace, name, subresource = '' }: Asked,
    user: UserInfo = this.#parts.user,
  ): Attributes {
    const { resource } = this.#registry
    return {
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
  }

  #authorize(attributes: Attributes, record?: AuditRecord): void {
    const decision = this.#parts.authorizer.authorize(attributes)
    const isAllowed = decision.decision === 'allow'
    record?.decided(isAllowed, decision.reason)
    if (!isAllowed) throw forbidden(attributes, decision)
  }

  /** The same through whoever works beside the event loop; what has come of it is in the store then. */
  async #beside(
    beside: NonNullable<ClientParts['beside']>,
    write: Write,
    attributes: Attributes,
    sent: T | undefined,
  ): Promise<Written<T> & Deleted<T>> {
    const { verb, namespace, query = '', body } = write
    const name = write.name || (sent?.metadata.name ?? '')
    const { user, fieldManager, signal } = this.#parts
    const before = this.#registry.find(namespace, name)
    await beside({
      method: METHODS[verb]!,
      path: `${pathOf(this.#registry.resource, attributes)}${query}`,
      contentType: verb === 'patch' ? 'application/apply-patch+yaml' : 'application/json',
      body: body(),
      user,
      userAgent: fieldManager,
      signal,
    })
    const row = this.#registry.find(namespace, name)
    const gone = row === undefined
    return { object: this.decode((row ?? before)!), row, created: before === undefined, gone }
  }

  /** Does a task here if it is not too much, of the object that is sent or of that which is stored. */
  async #done<R>(
    write: Write,
    attributes: Attributes,
    sent: T | undefined,
    task: () => Promise<R>,
  ): Promise<R> {
    try {
      if (sent !== undefined && isMany(countValues(sent))) throw new ManyValues()
      return await task()
    } catch (error) {
      const { beside } = this.#parts
      if (!(error instanceof ManyValues) || beside === undefined) throw error
      return (await this.#beside(beside, write, attributes, sent)) as R
    }
  }

  /** Asks whether the user may do this, does it, and has it written down: what was sent, and what came of it. */
  async #write<R>(
    write: Write,
    object: T | undefined,
    work: () => Promise<R>,
    sent: (record: AuditRecord) => void,
    done: (record: AuditRecord, result: R) => void,
  ): Promise<R> {
    const attributes = this.#attributes(write)
    const task = (): Promise<R> => this.#done(write, attributes, object, work)
    const { audit } = this.#parts
    const record = audit && beginWrite(audit, this.#registry.resource, attributes, write.query)
    if (record === undefined) {
      this.#authorize(attributes)
      return task()
    }
    try {
      this.#authorize(attributes, record)
      sent(record)
      const result = await task()
      done(record, result)
      return result
    } catch (error) {
      recordRefused(record, error)
      throw error
    }
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

  /** No object has changed after this revision. */
  get lastChange(): number {
    return this.#registry.lastChange
  }

  /** The same, decoded. */
  list(namespace = ''): T[] {
    return this.rows(namespace).map((row) => this.#registry.decode(row))
  }

  /** All objects as ADDED, then what changes. */
  watch(): Watcher<T> {
    for (const verb of ['list', 'watch'])
      this.#authorize(this.#attributes({ verb, namespace: '', name: '' }, this.#parts.informer))
    const { revision, rows } = this.#registry.all()
    return this.#registry.watch({
      namespace: '',
      selection: EVERYTHING,
      after: revision,
      initial: rows,
    })
  }

  /** Calls `wake` whenever an object may have changed, until the returned function is called. */
  onChange(wake: () => void): () => void {
    return this.#registry.onChange(wake)
  }

  /** Whether {@link decode} has no work to do. */
  isDecoded(row: Row): boolean {
    return this.#registry.isDecoded(row)
  }

  decode(row: Row): T {
    return this.#registry.decode(row)
  }

  async create(object: T, namespace = ''): Promise<T> {
    const written = await this.#write<Written<T>>(
      { verb: 'create', namespace, name: '', body: () => stringifyJson(object) },
      object,
      () => this.#registry.create(this.#context(), { namespace, object }),
      (record) => record.requested(object),
      recordWritten,
    )
    return written.object
  }

  /** PUT: the object's resourceVersion must be the stored one. */
  async update(object: T, subresource = ''): Promise<T> {
    const { name = '', namespace = '' } = object.metadata
    const written = await this.#write<Written<T>>(
      { verb: 'update', namespace, name, subresource, body: () => stringifyJson(object) },
      object,
      () =>
        this.#registry.update(this.#context(), {
          namespace,
          name,
          subresource,
          change: () => done(object),
        }),
      (record) => record.requested(object),
      recordWritten,
    )
    return written.object
  }

  /**
   * Server-side apply of `config`, whose metadata names the object; in the stored form. A field that it does not have is none of
   * this manager's business.
   */
  async apply(config: T, { fieldManager, force }: ApplyOptions): Promise<T> {
    const { name = '', namespace = '' } = config.metadata
    const query = `?fieldManager=${encodeURIComponent(fieldManager)}${force ? '&force=true' : ''}`
    const written = await this.#write<Written<T>>(
      { verb: 'patch', namespace, name, query, body: () => stringifyJson(config) },
      config,
      () =>
        this.#registry.apply(this.#context(fieldManager), {
          namespace,
          name,
          subresource: '',
          config,
          force,
          authorizeCreate: () =>
            this.#authorize(this.#attributes({ verb: 'create', namespace, name: '' })),
        }),
      (record) => record.sent(() => stringifyJson(config)),
      recordWritten,
    )
    return written.object
  }

  async delete(
    name: string,
    namespace = '',
    options: Omit<DeleteRequest, 'name' | 'namespace'> = {},
  ): Promise<void> {
    await this.#write<Deleted<T>>(
      { verb: 'delete', namespace, name, body: () => sentDeleteOptions(options) },
      undefined,
      () => this.#registry.delete(this.#context(), { ...options, namespace, name }),
      (record) => record.sent(() => sentDeleteOptions(options)),
      (record, deleted) => recordDeleted(record, this.#registry.resource, deleted),
    )
  }
}
