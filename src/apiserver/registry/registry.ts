/** The verbs of a stored resource (`k8s.io/apiserver/pkg/registry/generic`). */
import type { AdmissionChain } from '../admission/chain.ts'
import type { ClusterTime } from '../../apimachinery/clock.ts'
import type { RequestContext } from '../../apimachinery/context.ts'
import type { KubeObject } from '../../apimachinery/meta.ts'
import { notFound } from '../../apimachinery/status.ts'
import type { Caller, Turns } from '../../apimachinery/turns.ts'
import type { Row } from '../../storage/store.ts'
import { applyObject, type ApplyRequest } from './apply.ts'
import { createCopy, createObject, type CreateRequest } from './create.ts'
import { deleteCollection, deleteObject, type DeleteRequest, type Deletion } from './delete.ts'
import { lookupKey } from './keys.ts'
import {
  askedRevision,
  listObjects,
  type ListRequest,
  type ListResult,
  reachRevision,
} from './list.ts'
import { ObjectReader } from './object-reader.ts'
import type { RegistryState, WriteResult } from './state.ts'
import { updateObject, type UpdateRequest } from './update.ts'

export class Registry<T extends KubeObject = KubeObject> extends ObjectReader<T> {
  readonly #state: RegistryState<T>

  constructor(
    reader: ObjectReader<T>,
    writing: { readonly admission: AdmissionChain; readonly turns: Turns },
  ) {
    super(reader.state)
    const { group, resource } = reader.resource
    this.#state = { ...reader.state, groupResource: { group, resource }, ...writing }
  }

  get size(): number {
    return this.#state.collection.size
  }

  /** A revision after which no object has changed. */
  get lastChange(): number {
    return this.#state.collection.lastChange
  }

  get revision(): number {
    return this.#state.store.revision
  }

  /** The oldest revision that a watch may start after. */
  get compacted(): number {
    return this.#state.store.compacted
  }

  /**
   * Returns the newest row, once the store has reached `resourceVersion`. Rejects with 400 for an
   * impossible name or a missing namespace, 500 for an invalid resourceVersion, 404 for a missing
   * object, and the errors of {@link reachRevision}.
   */
  async get(
    clock: ClusterTime,
    namespace: string,
    name: string,
    resourceVersion = '',
    caller?: Caller,
  ): Promise<Row> {
    const key = lookupKey(this.resource, namespace, name)
    await reachRevision(this.#state.store, clock, askedRevision(resourceVersion), caller)
    const row = this.#state.collection.get(key)
    if (row === undefined) throw notFound(this.#state.groupResource, name)
    return row
  }

  list(clock: ClusterTime, request: ListRequest, caller?: Caller): Promise<ListResult> {
    return listObjects(this.#state, clock, request, caller)
  }

  /**
   * Calls `wake` after each commit that changes the resource's objects, and on close; returns the
   * function that ends the calls.
   */
  onChange(wake: () => void): () => void {
    const { collection } = this.#state
    const subscriber = { wake }
    collection.subscribe(subscriber)
    return () => collection.unsubscribe(subscriber)
  }

  create(context: RequestContext, request: CreateRequest<T>): Promise<WriteResult<T>> {
    return createObject(this.#state, context, request)
  }

  /** See {@link createCopy}. */
  copy(context: RequestContext, object: T): Promise<void> {
    return createCopy(this.#state, context, object)
  }

  update(context: RequestContext, request: UpdateRequest<T>): Promise<WriteResult<T>> {
    return updateObject(this.#state, context, request)
  }

  apply(context: RequestContext, request: ApplyRequest): Promise<WriteResult<T>> {
    return applyObject(this.#state, context, request)
  }

  delete(context: RequestContext, request: DeleteRequest): Promise<WriteResult<T>> {
    return deleteObject(this.#state, context, request)
  }

  deleteCollection(
    context: RequestContext,
    list: ListRequest,
    options: Deletion,
  ): Promise<ListResult> {
    return deleteCollection(this.#state, context, list, options)
  }
}
