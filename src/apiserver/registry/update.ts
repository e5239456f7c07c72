import { differsInTimesOnly } from '../../apimachinery/managed-fields/times.ts'
import { canonical } from '../../apimachinery/schema/canonical.ts'
import type { RequestContext } from '../../apimachinery/context.ts'
import type { KubeObject } from '../../apimachinery/meta.ts'
import { notFound, StatusError } from '../../apimachinery/status.ts'
import { atOnce, isLarge, type Steps } from '../../apimachinery/turns.ts'
import type { Row } from '../../storage/store.ts'
import { createOnce, withNamespace } from './create.ts'
import { encodeObject, isSame, objectValues } from './encoding.ts'
import { type Attempt, guaranteedWrite } from './guaranteed-write.ts'
import { lookupKey, objectKey } from './keys.ts'
import { withRecordedManagers } from './managers.ts'
import { withMetadata } from './metadata.ts'
import { checkChange } from './object-errors.ts'
import { REPEATED_AFTER_ADMISSION, withUniqueOwners } from './owner-references.ts'
import { checkStoredSize, checkStoredValues } from './size-limit.ts'
import {
  admissionOf,
  storedObjects,
  type RegistryState,
  strategyOf,
  type WriteOptions,
  type WriteResult,
} from './state.ts'
import { removeObject, storeObject } from './store-object.ts'
import {
  checkResourceVersion,
  checkUid,
  namedRevision,
  restoreSystemMetadata,
} from './update-checks.ts'

export interface UpdateRequest<T extends KubeObject> extends WriteOptions {
  readonly namespace: string
  readonly name: string
  readonly subresource: string
  /** Makes the new object in the stored form; undefined: a 404. Called again after a conflict. */
  change(current: T | undefined): Steps<T | undefined>
  /** the uid in a PUT's body; if the stored uid differs, the PUT gets a 409 */
  readonly uid?: string
}

/**
 * A large update yields to other work in its first attempts; later ones block the event loop. Only
 * in these first attempts, a create that fails with AlreadyExists is retried.
 */
const ATTEMPTS_IN_TURNS = 3

interface Change<T extends KubeObject> {
  readonly request: UpdateRequest<T>
  readonly stored: Row
  readonly old: T
}

function* changed<T extends KubeObject>(
  state: RegistryState<T>,
  context: RequestContext,
  change: Change<T>,
): Steps<T> {
  const { groupResource, admission, schema } = state
  const { request, stored, old } = change
  const { namespace, name, subresource } = request
  const strategy = strategyOf(state, subresource)
  const wanted = yield* request.change(old)
  if (wanted === undefined) throw notFound(groupResource, name)
  let object = withNamespace(state, wanted, namespace)
  yield
  if (request.isApply !== true) {
    object = withRecordedManagers(state, context, request, object, old)
    yield
  }
  object = admission.mutate(admissionOf(state, context, 'UPDATE', request, object, old))
  object = withUniqueOwners(object, context.warn, REPEATED_AFTER_ADMISSION)
  yield
  checkResourceVersion(state, object, name, stored)
  object = strategy.begin?.(object, old, storedObjects(state), context) ?? object
  const { generation } = old.metadata
  if (object.metadata.generation !== generation) object = withMetadata(object, { generation })
  const prepared = canonical(schema, strategy.prepareForUpdate(object, old, context))
  object = restoreSystemMetadata(prepared, old)
  yield
  checkChange(state, context, subresource, object, old)
  yield
  strategy.warnings?.(object, old).forEach(context.warn)
  return differsInTimesOnly(schema, object, old)
    ? withMetadata(object, { managedFields: old.metadata.managedFields })
    : object
}

/** Stores a changed object, or deletes it if it is marked for deletion and nothing holds it. */
const storeChanged = async <T extends KubeObject>(
  state: RegistryState<T>,
  context: RequestContext,
  change: Change<T>,
  valid: T,
): Promise<WriteResult<T>> => {
  const { resource, admission } = state
  const { request, stored, old } = change
  admission.validate(admissionOf(state, context, 'UPDATE', request, valid, old))
  const encoded = encodeObject(valid)
  const isFinished =
    valid.metadata.deletionTimestamp !== undefined &&
    !valid.metadata.finalizers?.length &&
    resource.holdsDeletion?.(valid) !== true
  if (!isFinished && isSame(encoded, stored)) return { object: old, row: stored }
  const shown = (): T => withMetadata(valid, { resourceVersion: String(stored.revision) })
  if (context.dryRun) return { object: shown(), row: undefined }
  if (isFinished) {
    const { row } = await removeObject(state, valid, stored)
    const value = objectValues.shown(encoded, stored.revision)
    return { object: shown(), row: { ...row, value } }
  }
  checkStoredValues(encoded, stored.value)
  checkStoredSize(state.schema, valid, encoded)
  return storeObject(state, { key: stored.key, object: valid, source: encoded, stored })
}

const createMissing = async <T extends KubeObject>(
  state: RegistryState<T>,
  context: RequestContext,
  request: UpdateRequest<T>,
): Promise<WriteResult<T>> => {
  const { resource, groupResource } = state
  const { namespace, name, subresource } = request
  const { allowCreateOnUpdate } = resource.strategy
  const mayCreate = subresource === '' && (allowCreateOnUpdate || request.isApply === true)
  // the storage calls back for a missing object if the kind may be created, even by a subresource
  // (`Store.Update` of k8s.io/apiserver/pkg/registry/generic/registry/store.go)
  if (!mayCreate && allowCreateOnUpdate) atOnce(request.change(undefined))
  if (!mayCreate) throw notFound(groupResource, name)
  checkUid(state, objectKey(resource, namespace, name), name, request.uid)
  const parts = request.change(undefined)
  const object = context.large ? await state.turns.run(parts, context) : atOnce(parts)
  if (object === undefined) throw notFound(groupResource, name)
  namedRevision(object)
  return createOnce(state, context, {
    ...request,
    object: context.dryRun ? object : withMetadata(object, { resourceVersion: undefined }),
    byUpdate: true,
  })
}

/**
 * Changes an object, or creates it where that is allowed. A large update yields to other work, and
 * starts over if the stored object changed meanwhile. Rejects with StatusErrors.
 */
export const updateObject = <T extends KubeObject>(
  state: RegistryState<T>,
  context: RequestContext,
  request: UpdateRequest<T>,
): Promise<WriteResult<T>> =>
  guaranteedWrite(state.store, context, (attempt) => updateOnce(state, context, request, attempt))

const updateOnce = async <T extends KubeObject>(
  state: RegistryState<T>,
  context: RequestContext,
  request: UpdateRequest<T>,
  { number, isCurrent }: Attempt,
): Promise<WriteResult<T> | 'overtaken' | 'unsure'> => {
  const { resource, collection, objects, turns } = state
  const key = lookupKey(resource, request.namespace, request.name)
  const stored = collection.latest(key)
  if (stored === undefined) {
    if (!isCurrent) return 'unsure'
    try {
      return await createMissing(state, context, request)
    } catch (error) {
      const isCreatedMeanwhile = error instanceof StatusError && error.reason === 'AlreadyExists'
      if (!isCreatedMeanwhile || number > ATTEMPTS_IN_TURNS) throw error
      return 'overtaken'
    }
  }
  const old = objects.get(stored)
  checkUid(state, key, request.name, request.uid, old.metadata.uid)
  const change = { request, stored, old }
  const parts = changed(state, context, change)
  const inTurns = number <= ATTEMPTS_IN_TURNS && (context.large || isLarge(stored.value))
  const object = inTurns ? await turns.run(parts, context) : atOnce(parts)
  if (collection.latest(key) !== stored) return 'overtaken'
  const written = await storeChanged(state, context, change, object)
  return written.row === stored && !isCurrent ? 'unsure' : written
}
