import { differsInTimesOnly } from '../../apimachinery/managed-fields/times.ts'
import { canonical } from '../../apimachinery/schema/canonical.ts'
import type { RequestContext } from '../../apimachinery/context.ts'
import { FieldPath, invalid } from '../../apimachinery/field.ts'
import type { KubeObject } from '../../apimachinery/meta.ts'
import {
  conflict,
  invalidObject,
  notFound,
  OPTIMISTIC_LOCK_TEXT,
  plainError,
  StatusError,
} from '../../apimachinery/status.ts'
import { atOnce, isLarge, type Steps } from '../../apimachinery/turns.ts'
import type { AdmissionAttributes } from '../admission/admission.ts'
import { type Row, StoreError } from '../../storage/store.ts'
import { createObject, withNamespace } from './create.ts'
import { encodeObject, isSame, objectValues } from './encoding.ts'
import { writeError } from './errors.ts'
import type { VersionForm } from './form.ts'
import { judged } from './judged.ts'
import { lookupKey, objectKey } from './keys.ts'
import { parseResourceVersion } from './list.ts'
import { withRecordedManagers } from './managers.ts'
import { withMetadata } from './metadata.ts'
import { updateErrors } from './object-errors.ts'
import { REPEATED_AFTER_ADMISSION, withUniqueOwners } from './owner-references.ts'
import { checkStoredSize, checkStoredValues } from './size-limit.ts'
import { othersOf, type RegistryState, strategyOf, type Written } from './state.ts'
import { storeObject } from './store-object.ts'

export interface UpdateRequest<T extends KubeObject> {
  readonly namespace: string
  readonly name: string
  /** '' for the resource itself */
  readonly subresource: string
  /**
   * The wanted object, in the storage version's form, from the stored one (undefined when there is
   * none: return undefined then for a 404). Called again when somebody else wrote meanwhile; must
   * not change `current`.
   */
  change(current: T | undefined): Steps<T | undefined>
  /** the uid that a PUT's body names; another one stored is a 409 */
  readonly uid?: string
  /** in which the client wrote; default: the stored form */
  readonly form?: VersionForm
  /** a missing object is created, whatever the strategy says: server-side apply */
  readonly forceCreate?: boolean
  /**
   * asked when a missing object is to be created and is valid; throws the 403 when the user may not
   * create
   */
  authorizeCreate?(): void
  /** server-side apply has recorded its managers itself */
  readonly managersRecorded?: boolean
}

const uidMismatch = <T extends KubeObject>(
  { groupResource }: RegistryState<T>,
  key: string,
  name: string,
  asked: string,
  stored: string,
) =>
  conflict(
    groupResource,
    name,
    `StorageError: invalid object, Code: 4, Key: ${key}, ResourceVersion: 0, AdditionalErrorMsg: ` +
      `Precondition failed: UID in precondition: ${asked}, UID in object meta: ${stored}`,
  )

/**
 * Restores metadata that no client may change, whatever the strategy says (`rest.BeforeUpdate`).
 */
const restoreSystemMetadata = <T extends KubeObject>(object: T, old: T): T => {
  const { uid, metadata } = { uid: object.metadata.uid ?? '', metadata: old.metadata }
  return withMetadata(object, {
    uid: uid === '' ? metadata.uid : uid,
    creationTimestamp: metadata.creationTimestamp,
    deletionTimestamp: metadata.deletionTimestamp ?? object.metadata.deletionTimestamp,
    deletionGracePeriodSeconds:
      metadata.deletionGracePeriodSeconds ?? object.metadata.deletionGracePeriodSeconds,
    selfLink: undefined,
  })
}

/**
 * The revision that the body names, 0 for none. Throws a bare 500, as the real server's storage
 * does.
 */
const checkedRevision = ({ metadata }: KubeObject): number => {
  const parsed = parseResourceVersion(metadata.resourceVersion ?? '')
  if ('problem' in parsed) throw plainError(parsed.problem)
  return parsed.revision
}

/**
 * The resourceVersion of the body against the stored one; an empty one is allowed where the
 * strategy says so.
 */
const checkResourceVersion = <T extends KubeObject>(
  state: RegistryState<T>,
  subresource: string,
  object: T,
  name: string,
  stored: Row,
): void => {
  const revision = checkedRevision(object)
  if (revision === 0) {
    if (strategyOf(state, subresource).allowUnconditionalUpdate) return
    const path = FieldPath.of('metadata').child('resourceVersion')
    const { group, resource } = state.groupResource
    throw invalidObject(group, resource, name, [
      invalid(path, 0, 'must be specified for an update'),
    ])
  }
  if (revision !== stored.revision) {
    throw conflict(state.groupResource, name, OPTIMISTIC_LOCK_TEXT)
  }
}

/**
 * How often a large change begins anew, when somebody else wrote in between, before it is made at
 * once.
 */
const ATTEMPTS_IN_TURNS = 3

interface Change<T extends KubeObject> {
  readonly request: UpdateRequest<T>
  readonly stored: Row
  readonly old: T
}

const attributesOf = <T extends KubeObject>(
  { resource, groupResource }: RegistryState<T>,
  context: RequestContext,
  { request: { namespace, name, subresource }, old }: Change<T>,
  object: T,
): AdmissionAttributes & { object: T } => ({
  context,
  operation: 'UPDATE',
  resource: groupResource,
  kind: resource.kind,
  subresource,
  namespace,
  name,
  object,
  oldObject: old,
})

/** The valid object that a change makes of the stored one. */
function* changed<T extends KubeObject>(
  state: RegistryState<T>,
  context: RequestContext,
  change: Change<T>,
): Steps<T> {
  const { resource, groupResource, admission, schema } = state
  const { request, stored, old } = change
  const { namespace, name, subresource } = request
  const strategy = strategyOf(state, subresource)
  const wanted = yield* request.change(old)
  if (wanted === undefined) throw notFound(groupResource, name)
  let object = withNamespace(state, wanted, namespace)
  yield
  if (request.managersRecorded !== true) {
    object = withRecordedManagers(context, {
      live: old,
      object,
      form: request.form ?? state.form,
      subresource,
      resetFields: strategy.resetFields,
    })
    yield
  }
  object = admission.mutate(attributesOf(state, context, change, object))
  object = withUniqueOwners(object, context.warn, REPEATED_AFTER_ADMISSION)
  yield
  checkResourceVersion(state, subresource, object, name, stored)
  object = strategy.begin?.(context, object, old, othersOf(state)) ?? object
  object = withMetadata(object, { generation: old.metadata.generation })
  object = restoreSystemMetadata(
    canonical(schema, strategy.prepareForUpdate(context, object, old)),
    old,
  )
  yield
  const errors = updateErrors(state, context, subresource, object, old)
  if (errors.length === 0) {
    strategy.warnings?.(object, old, context.release).forEach(context.warn)
    yield
    return differsInTimesOnly(schema, object, old)
      ? withMetadata(object, { managedFields: old.metadata.managedFields })
      : object
  }
  yield
  throw invalidObject(resource.storageGroup ?? resource.group, resource.kind, name, errors)
}

/**
 * Stores a valid object if admission allows it and it differs from the stored one. Undefined if
 * another replica has written meanwhile.
 */
const storeChanged = async <T extends KubeObject>(
  state: RegistryState<T>,
  context: RequestContext,
  change: Change<T>,
  valid: T,
): Promise<Written<T> | undefined> => {
  const { resource, groupResource, store, objects, admission } = state
  const { stored, old } = change
  const { name } = change.request
  admission.validate(attributesOf(state, context, change, valid))

  const { key } = stored
  const encoded = encodeObject(valid)
  const finished =
    valid.metadata.deletionTimestamp !== undefined &&
    !valid.metadata.finalizers?.length &&
    resource.holdsDeletion?.(valid) !== true
  if (!finished && isSame(encoded, stored)) return { object: old, row: stored, created: false }
  const object = withMetadata(valid, { resourceVersion: String(stored.revision) })
  if (context.dryRun) return { object, row: undefined, created: false }
  if (!finished) {
    checkStoredValues(encoded, stored.value)
    checkStoredSize(state.schema, valid, encoded)
  }
  try {
    if (finished) {
      // the last finalizer is gone: the object goes with it, and the answer shows its last state
      const row = await store.delete(key, stored.revision, encoded)
      objects.replaced(stored)
      return {
        object,
        row: { ...row, value: objectValues.shown(encoded, stored.revision) },
        created: false,
      }
    }
    const written = await storeObject(state, { key, object: valid, source: encoded, stored })
    return { ...written, created: false }
  } catch (error) {
    if (error instanceof StoreError && error.code === 'conflict') return undefined
    throw writeError(error, groupResource, name)
  }
}

/** Creates what a change was meant for, where that is allowed. */
const createMissing = async <T extends KubeObject>(
  state: RegistryState<T>,
  context: RequestContext,
  request: UpdateRequest<T>,
): Promise<Written<T>> => {
  const { resource, groupResource } = state
  const { namespace, name, subresource } = request
  const strategy = strategyOf(state, subresource)
  const mayCreate =
    subresource === '' && (strategy.allowCreateOnUpdate || request.forceCreate === true)
  if (!mayCreate) throw notFound(groupResource, name)
  const uid = request.uid ?? ''
  if (uid !== '') throw uidMismatch(state, objectKey(resource, namespace, name), name, uid, '')
  const parts = request.change(undefined)
  const object = context.large ? await state.turns.run(parts, context) : atOnce(parts)
  if (object === undefined) throw notFound(groupResource, name)
  checkedRevision(object)
  return createObject(state, context, {
    namespace,
    object: context.dryRun ? object : withMetadata(object, { resourceVersion: undefined }),
    byUpdate: true,
    authorize: () => request.authorizeCreate?.(),
    ...(request.form === undefined ? {} : { form: request.form }),
    ...(request.managersRecorded === true ? { managersRecorded: true } : {}),
  })
}

/** Whether somebody else has made what was missing a moment before. */
const cameBetween = (error: unknown): boolean =>
  error instanceof StatusError && error.reason === 'AlreadyExists'

/**
 * Changes an object, or creates it where that is allowed. It builds on the newest state, and nobody
 * can come between: all of it up to the store is synchronous, or, in turns, begins anew when
 * somebody did. Resolves once it is durable. An object that comes out as it was is not written.
 * Throws 400, 403, 404, 409, 413, 422 and 500 StatusErrors.
 */
export const updateObject = <T extends KubeObject>(
  state: RegistryState<T>,
  context: RequestContext,
  request: UpdateRequest<T>,
): Promise<Written<T>> =>
  judged(state.store, context, (isCurrent) => updateJudged(state, context, request, isCurrent))

/**
 * Undefined where the object is missing, or would come out as it was, and it is not known for
 * certain.
 */
const updateJudged = async <T extends KubeObject>(
  state: RegistryState<T>,
  context: RequestContext,
  request: UpdateRequest<T>,
  isCurrent: boolean,
): Promise<Written<T> | undefined> => {
  const { resource, collection, objects, turns } = state
  const { namespace, name } = request
  const key = lookupKey(resource, namespace, name)
  const uid = request.uid ?? ''
  for (let attempt = 1; ; attempt++) {
    const stored = collection.latest(key)
    if (stored === undefined) {
      if (!isCurrent) return undefined
      try {
        return await createMissing(state, context, request)
      } catch (error) {
        if (!cameBetween(error) || attempt > ATTEMPTS_IN_TURNS) throw error
        continue
      }
    }
    const old = objects.get(stored)
    if (uid !== '' && uid !== old.metadata.uid) {
      throw uidMismatch(state, key, name, uid, old.metadata.uid ?? '')
    }
    const change = { request, stored, old }
    const parts = changed(state, context, change)
    const inTurns = attempt <= ATTEMPTS_IN_TURNS && (context.large || isLarge(stored.value))
    const object = inTurns ? await turns.run(parts, context) : atOnce(parts)
    if (collection.latest(key) !== stored) continue
    const written = await storeChanged(state, context, change, object)
    if (written !== undefined) return isCurrent || written.row !== stored ? written : undefined
  }
}
