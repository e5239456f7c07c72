import { formatTime } from '../../apimachinery/clock.ts'
import type { RequestContext } from '../../apimachinery/context.ts'
import type { KubeObject } from '../../apimachinery/meta.ts'
import { StatusError, conflict, notFound } from '../../apimachinery/status.ts'
import type { Row } from '../../storage/store.ts'
import { inBatches } from './batches.ts'
import { encodeObject, isSame } from './encoding.ts'
import { type Attempt, guaranteedWrite } from './guaranteed-write.ts'
import { lookupKey } from './keys.ts'
import { type ListRequest, type ListResult, listObjects } from './list.ts'
import { withMetadata } from './metadata.ts'
import type { Resource } from './resource.ts'
import { checkStoredSize } from './size-limit.ts'
import { type RegistryState, admissionOf, type WriteResult } from './state.ts'
import { removeObject, storeObject } from './store-object.ts'

interface Preconditions {
  readonly uid?: string
  readonly resourceVersion?: string
}

/** Throws the 409 if the object does not meet the request's preconditions. */
const checkPreconditions = <T extends KubeObject>(
  { resource, groupResource }: RegistryState<T>,
  name: string,
  { uid, resourceVersion }: Preconditions,
  { metadata }: T,
): void => {
  const check = (what: string, expected: string | undefined, found = '', change = ''): void => {
    if (expected === undefined || expected === found) return
    if (resource.terminate !== undefined)
      throw conflict(
        groupResource,
        name,
        `Precondition failed: ${what} in precondition: ${expected}, ${what} in object meta: ${found}`,
      )
    throw conflict(
      // here, the real server names the kind, not the resource
      { group: resource.group, resource: resource.kind },
      name,
      `the ${what} in the precondition (${expected}) does not match the ${what} in record (${found}). ` +
        `The object might have been ${change}`,
    )
  }
  check('UID', uid, metadata.uid, 'deleted and then recreated')
  check('ResourceVersion', resourceVersion, metadata.resourceVersion, 'modified')
}

export interface Deletion {
  readonly preconditions?: Preconditions
  readonly propagationPolicy?: 'Foreground' | 'Background' | 'Orphan'
  readonly orphanDependents?: boolean
}

export interface DeleteRequest extends Deletion {
  readonly namespace: string
  readonly name: string
}

const ORPHAN = 'orphan'
const FOREGROUND = 'foregroundDeletion'

/**
 * Returns the finalizer that the request's `orphanDependents` or `propagationPolicy` requires.
 * Without these options, returns the `orphan` or `foregroundDeletion` that the object already has.
 */
const garbageFinalizer = (
  finalizers: readonly string[],
  { orphanDependents, propagationPolicy }: DeleteRequest,
): string | undefined => {
  if (orphanDependents !== undefined) return orphanDependents ? ORPHAN : undefined
  switch (propagationPolicy) {
    case 'Orphan':
      return ORPHAN
    case 'Foreground':
      return FOREGROUND
    case 'Background':
      return undefined
    default:
      return finalizers.find((finalizer) => finalizer === ORPHAN || finalizer === FOREGROUND)
  }
}

/** Source: `k8s.io/apiserver/pkg/registry/generic/registry/store.go`. */
const finalizersFor = (
  { garbageCollected }: Pick<Resource, 'garbageCollected'>,
  object: KubeObject,
  request: DeleteRequest,
): string[] => {
  const before = object.metadata.finalizers ?? []
  const own = garbageCollected === false ? undefined : garbageFinalizer(before, request)
  const others = before.filter((finalizer) => finalizer !== ORPHAN && finalizer !== FOREGROUND)
  const wanted = own === undefined ? others : [...others, own]
  const known = new Set(before)
  const same = wanted.length === before.length && wanted.every((one) => known.has(one))
  return same ? before : wanted
}

interface MarkedObject<T> {
  readonly marked: T
  readonly held: boolean
}

/** `orphanDependents: false` removes the finalizer `orphan`. */
const terminated = <T extends KubeObject>(
  terminating: T,
  now: string,
  { orphanDependents }: DeleteRequest,
): MarkedObject<T> => {
  const finalizers = terminating.metadata.finalizers?.filter(
    (finalizer) => orphanDependents !== false || finalizer !== ORPHAN,
  )
  const marked = withMetadata(terminating, {
    finalizers: finalizers?.length === 0 ? undefined : finalizers,
    deletionTimestamp: now,
  })
  return { marked, held: true }
}

const markForDeletion = <T extends KubeObject>(
  { resource }: RegistryState<T>,
  { clock }: RequestContext,
  request: DeleteRequest,
  old: T,
): MarkedObject<T> => {
  const { deletionTimestamp, deletionGracePeriodSeconds, generation = 0 } = old.metadata
  const now = formatTime(clock.now())
  if (resource.terminate !== undefined) {
    if (deletionTimestamp === undefined) return terminated(resource.terminate(old), now, request)
    if (resource.holdsDeletion?.(old) === true) return { marked: old, held: true }
  }
  const finalizers = finalizersFor(resource, old, request)
  const marked = withMetadata(old, {
    finalizers: finalizers.length > 0 ? finalizers : undefined,
    deletionTimestamp: deletionTimestamp ?? now,
    deletionGracePeriodSeconds: deletionGracePeriodSeconds ?? 0,
    ...(deletionTimestamp === undefined && generation > 0 && { generation: generation + 1 }),
  })
  return { marked, held: finalizers.length > 0 || resource.holdsDeletion?.(old) === true }
}

/**
 * Deletes an object, or only marks it for deletion if finalizers or `holdsDeletion` keep it.
 * Resolves with the object's last state. Rejects with StatusErrors.
 */
export const deleteObject = <T extends KubeObject>(
  state: RegistryState<T>,
  context: RequestContext,
  request: DeleteRequest,
): Promise<WriteResult<T>> =>
  guaranteedWrite(state.store, context, (attempt) => deleteOnce(state, context, request, attempt))

const deleteOnce = async <T extends KubeObject>(
  state: RegistryState<T>,
  context: RequestContext,
  request: DeleteRequest,
  { isCurrent }: Attempt,
): Promise<WriteResult<T> | 'unsure'> => {
  const { resource, groupResource, collection, objects, admission } = state
  const { namespace, name } = request
  const key = lookupKey(resource, namespace, name)
  const stored = collection.latest(key)
  if (stored === undefined) throw notFound(groupResource, name)
  const old = objects.get(stored)
  checkPreconditions(state, name, request.preconditions ?? {}, old)
  admission.validate(admissionOf(state, context, 'DELETE', request, undefined, old))
  const { marked, held } = markForDeletion(state, context, request, old)
  if (held) {
    const source = encodeObject(marked)
    if (isSame(source, stored))
      return isCurrent ? { object: old, row: stored, gone: false } : 'unsure'
    if (context.dryRun) return { object: marked, row: undefined, gone: false }
    checkStoredSize(state.schema, marked, source)
    return { ...(await storeObject(state, { key, object: marked, source, stored })), gone: false }
  }
  if (context.dryRun) return { object: old, row: undefined, gone: true }
  const last =
    resource.marksDeleted === true
      ? await storeObject(state, { key, object: marked, source: encodeObject(marked), stored })
      : { object: old, row: stored }
  return { ...(await removeObject(state, last.object, last.row)), gone: true }
}

/**
 * Deletes the objects of a list; resolves with the list. Rejects with the errors of
 * {@link listObjects} and {@link deleteObject}; some objects may be deleted by then.
 */
export const deleteCollection = async <T extends KubeObject>(
  state: RegistryState<T>,
  context: RequestContext,
  list: ListRequest,
  options: Deletion,
): Promise<ListResult> => {
  const deleteRow = async (row: Row): Promise<void> => {
    const { name = '' } = state.objects.get(row).metadata
    const { namespace } = list
    try {
      await deleteObject(state, context, { ...options, namespace, name })
    } catch (error) {
      if (!(error instanceof StatusError && error.code === 404)) throw error
    }
  }
  // a real server lists with a limit, so the list shows exactly `resourceVersion`, no newer state
  // (registry/generic/registry/store.go)
  const all = { ...list, limit: list.limit || Infinity }
  const found = await listObjects(state, context.clock, all, context)
  await inBatches(found.rows, deleteRow)
  return found
}
