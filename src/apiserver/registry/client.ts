/**
 * A client for controllers, in the same process. The authorizer checks its watches and writes, but
 * not its other reads.
 */
import type { ClusterTime } from '../../apimachinery/clock.ts'
import type { RequestContext } from '../../apimachinery/context.ts'
import type { Entropy } from '../../apimachinery/entropy.ts'
import { stringifyJson } from '../../apimachinery/text/json.ts'
import type { KubeObject } from '../../apimachinery/meta.ts'
import type { UserInfo } from '../../apimachinery/user.ts'
import { done } from '../../apimachinery/turns.ts'
import type { AuditRecord } from '../audit/record.ts'
import type { Attributes, Authorizer } from '../authz/authorizer.ts'
import { demand } from '../authz/demand.ts'
import type { Row } from '../../storage/store.ts'
import { beginWrite, type ClientAudit, recordDone, recordRefused } from './client-audit.ts'
import type { Deletion } from './delete.ts'
import type { Release } from '../../apimachinery/release/release.ts'
import { withMetadata } from './metadata.ts'
import type { Registry } from './registry.ts'
import { EVERYTHING } from './selection.ts'
import type { WriteResult } from './state.ts'
import type { Watcher } from './watcher.ts'

export interface ClientParts {
  readonly user: UserInfo
  /** user whose permissions {@link Client.watch} checks; one user for all upstream controllers */
  readonly informer: UserInfo
  /** `kube-controller-manager` for upstream's controllers, `csrlab` for csrlab's own */
  readonly fieldManager: string
  readonly authorizer: Authorizer
  readonly release: Release
  readonly clock: ClusterTime
  readonly entropy: Entropy
  readonly signal: AbortSignal
  /** undefined: no audit */
  readonly audit?: ClientAudit | undefined
}

interface Write {
  readonly verb: string
  readonly namespace?: string
  readonly name?: string
  readonly subresource?: string
  /** query of the URL, with its question mark */
  readonly query?: string
}

/** A client of one resource. Methods throw the StatusErrors of the API. */
export class Client<T extends KubeObject> {
  readonly #registry: Registry<T>
  readonly #parts: ClientParts

  constructor(registry: Registry<T>, parts: ClientParts) {
    this.#registry = registry
    this.#parts = parts
  }

  /** Built for each write: most clients never write. */
  #context(fieldManager = this.#parts.fieldManager): RequestContext {
    return { ...this.#parts, fieldManager, dryRun: false, warn: () => undefined, large: false }
  }

  #attributes(
    { verb, namespace = '', name = '', subresource = '' }: Write,
    user = this.#parts.user,
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

  async #write(
    write: Write,
    task: () => Promise<WriteResult<T>>,
    sent: (record: AuditRecord) => void,
  ): Promise<T> {
    const attributes = this.#attributes(write)
    const { audit, authorizer } = this.#parts
    const { resource } = this.#registry
    const record = audit && beginWrite(audit, resource, attributes, write.query)
    try {
      demand(authorizer, attributes, record)
      if (record) sent(record)
      const result = await task()
      if (record) recordDone(record, resource, result)
      return result.object
    } catch (error) {
      if (record) recordRefused(record, error)
      throw error
    }
  }

  cached(name: string, namespace = ''): T | undefined {
    const row = this.#registry.find(namespace, name)
    return row === undefined ? undefined : this.#registry.decode(row)
  }

  async live(name: string, namespace?: string): Promise<T | undefined> {
    return this.cached(name, namespace)
  }

  rows(namespace = ''): readonly Row[] {
    return this.#registry.all(namespace).rows
  }

  get lastChange(): number {
    return this.#registry.lastChange
  }

  list(namespace = ''): T[] {
    return this.rows(namespace).map((row) => this.#registry.decode(row))
  }

  /** Throws the 403 if `informer` may not list and watch the resource. */
  watch(): Watcher<T> {
    for (const verb of ['list', 'watch'])
      demand(this.#parts.authorizer, this.#attributes({ verb }, this.#parts.informer))
    const { revision, rows } = this.#registry.all()
    return this.#registry.watch({
      namespace: '',
      selection: EVERYTHING,
      after: revision,
      initial: rows,
    })
  }

  onChange(wake: () => void): () => void {
    return this.#registry.onChange(wake)
  }

  decode(row: Row): T {
    return this.#registry.decode(row)
  }

  create(object: T, namespace = ''): Promise<T> {
    return this.#write(
      { verb: 'create', namespace },
      () => this.#registry.create(this.#context(), { namespace, object }),
      (record) => record.requested(object),
    )
  }

  update(object: T, subresource = ''): Promise<T> {
    const { name = '', namespace = '' } = object.metadata
    return this.#write(
      { verb: 'update', namespace, name, subresource },
      () =>
        this.#registry.update(this.#context(), {
          namespace,
          name,
          subresource,
          change: () => done(object),
        }),
      (record) => record.requested(object),
    )
  }

  updateOwnership(object: T, change: Parameters<typeof withMetadata>[1]): Promise<T> {
    return this.update(withMetadata(object, change))
  }

  /** Applies `config`, which is in the stored form. */
  apply(
    config: T,
    { fieldManager, force }: { readonly fieldManager: string; readonly force: boolean },
  ): Promise<T> {
    const { name = '', namespace = '' } = config.metadata
    const query = `?fieldManager=${encodeURIComponent(fieldManager)}${force ? '&force=true' : ''}`
    return this.#write(
      { verb: 'patch', namespace, name, query },
      () =>
        this.#registry.apply(this.#context(fieldManager), {
          namespace,
          name,
          subresource: '',
          config: () => config,
          force,
          authorizeCreate: () =>
            demand(this.#parts.authorizer, this.#attributes({ verb: 'create', namespace })),
        }),
      (record) => record.sent(() => stringifyJson(config)),
    )
  }

  async delete(name: string, namespace = '', options: Deletion = {}): Promise<void> {
    await this.#write(
      { verb: 'delete', namespace, name },
      () => this.#registry.delete(this.#context(), { ...options, namespace, name }),
      (record) =>
        record.sent(() => JSON.stringify({ kind: 'DeleteOptions', apiVersion: 'v1', ...options })),
    )
  }
}
