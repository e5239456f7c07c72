import { canonical } from '../../apimachinery/schema/canonical.ts'
import type { RequestContext } from '../../apimachinery/context.ts'
import { formatTime } from '../../apimachinery/clock.ts'
import { nameSuffix } from '../../apimachinery/entropy.ts'
import type { KubeObject } from '../../apimachinery/meta.ts'
import {
  alreadyExists,
  badRequest,
  generateNameConflict,
  plainError,
} from '../../apimachinery/status.ts'
import { atOnce, type Steps } from '../../apimachinery/turns.ts'
import { encodeObject } from './encoding.ts'
import { guaranteedWrite } from './guaranteed-write.ts'
import { objectKey } from './keys.ts'
import { revisionIn } from './list.ts'
import { withRecordedManagers } from './managers.ts'
import { withMetadata } from './metadata.ts'
import { checkNew } from './object-errors.ts'
import { REPEATED, REPEATED_AFTER_ADMISSION, withUniqueOwners } from './owner-references.ts'
import type { Resource } from './resource.ts'
import { checkStoredSize, checkStoredValues } from './size-limit.ts'
import {
  admissionOf,
  storedObjects,
  type RegistryState,
  type WriteOptions,
  type WriteResult,
} from './state.ts'
import { storeObject } from './store-object.ts'

/** 63 bytes minus the suffix (`k8s.io/apiserver/pkg/storage/names`) */
const MAX_GENERATED_PREFIX = 58
const GENERATE_ATTEMPTS = 8

export interface CreateRequest<T extends KubeObject> extends WriteOptions {
  readonly namespace: string
  readonly object: T
  /** created by a PUT or an apply */
  readonly byUpdate?: boolean
}

/**
 * Gives a namespaced object the URL's namespace, and removes the namespace of a cluster-scoped
 * object. Throws a 400 if a namespaced object names another namespace than the URL.
 */
export const withNamespace = <T extends KubeObject>(
  { resource }: { readonly resource: Pick<Resource<T>, 'namespaced'> },
  object: T,
  namespace: string,
): T => {
  const own = object.metadata.namespace ?? ''
  const wanted = resource.namespaced ? namespace : ''
  if (own === wanted) return object
  if (own === '') return withMetadata(object, { namespace })
  if (wanted === '') return withMetadata(object, { namespace: undefined })
  throw badRequest(
    'the namespace of the provided object does not match the namespace sent on the request',
  )
}

const withGeneratedName = <T extends KubeObject>(
  { resource, collection, groupResource }: RegistryState<T>,
  context: RequestContext,
  object: T,
  namespace: string,
): T => {
  const { name = '', generateName = '' } = object.metadata
  if (name !== '' || generateName === '') return object
  const prefix = Buffer.from(generateName).subarray(0, MAX_GENERATED_PREFIX).toString()
  let generated = ''
  for (let attempt = 0; attempt < GENERATE_ATTEMPTS; attempt++) {
    generated = prefix + nameSuffix(context.entropy)
    if (collection.latest(objectKey(resource, namespace, generated)) === undefined) {
      return withMetadata(object, { name: generated })
    }
  }
  throw generateNameConflict(groupResource, generated)
}

const NO_DELETION = {
  deletionTimestamp: undefined,
  deletionGracePeriodSeconds: undefined,
  selfLink: undefined,
}

function* prepared<T extends KubeObject>(
  state: RegistryState<T>,
  context: RequestContext,
  request: CreateRequest<T>,
): Steps<T> {
  const { resource, admission } = state
  const { strategy } = resource
  // up to 1.36, a create by update keeps the client's deletion metadata (`Store.Update` of
  // `k8s.io/apiserver`)
  const keepsDeletion = request.byUpdate === true && !context.release.has('UpdatesCreateAfresh')
  let object = withMetadata(withNamespace(state, request.object, request.namespace), {
    uid: undefined,
    creationTimestamp: undefined,
    resourceVersion: undefined,
    ...(!keepsDeletion && NO_DELETION),
  })
  if (request.isApply !== true) {
    object = withUniqueOwners(object, context.warn, REPEATED)
    object = withRecordedManagers(state, context, request, object)
    yield
  }
  object = admission.mutate(admissionOf(state, context, 'CREATE', request, object))
  object = withUniqueOwners(object, context.warn, REPEATED_AFTER_ADMISSION)
  yield
  object = withMetadata(object, {
    uid: context.entropy.uuid(),
    creationTimestamp: formatTime(context.clock.now()),
  })
  object = withGeneratedName(state, context, object, request.namespace)
  object = strategy.begin?.(object, undefined, storedObjects(state), context) ?? object
  object = canonical(state.schema, strategy.prepareForCreate(object, context))
  yield
  checkNew(state, context, object)
  yield
  strategy.warnings?.(object, undefined).forEach(context.warn)
  return object
}

/** Follows `k8s.io/apiserver/pkg/registry/rest/create.go`. Rejects with StatusErrors. */
export const createObject = <T extends KubeObject>(
  state: RegistryState<T>,
  context: RequestContext,
  request: CreateRequest<T>,
): Promise<WriteResult<T>> =>
  guaranteedWrite(state.store, context, () => createOnce(state, context, request))

export const createOnce = async <T extends KubeObject>(
  state: RegistryState<T>,
  context: RequestContext,
  request: CreateRequest<T>,
): Promise<WriteResult<T>> => {
  const { resource, groupResource, collection, objects, admission, turns } = state
  const parts = prepared(state, context, request)
  const object = context.large ? await turns.run(parts, context) : atOnce(parts)
  const name = object.metadata.name ?? ''
  request.authorizeCreate?.()
  admission.validate(admissionOf(state, context, 'CREATE', request, object))

  // like real storage, rejects a positive resourceVersion, after admission, except in a dry run
  const { resourceVersion } = request.object.metadata
  if (!context.dryRun && (revisionIn(resourceVersion ?? '') ?? 0) > 0) {
    throw plainError('resourceVersion should not be set on objects to be created')
  }
  const key = objectKey(resource, request.namespace, name)
  const existing = collection.latest(key)
  if (existing !== undefined) {
    const going = objects.get(existing).metadata.deletionTimestamp !== undefined
    throw alreadyExists(groupResource, name, going ? 'object is being deleted: ' : '')
  }
  if (context.dryRun) {
    // a dry run returns the given resourceVersion
    // (`k8s.io/apiserver/pkg/registry/generic/registry/dryrun.go`)
    const shown = resourceVersion === undefined ? object : withMetadata(object, { resourceVersion })
    return { object: shown, row: undefined, created: true }
  }
  const source = encodeObject(object)
  checkStoredValues(source)
  checkStoredSize(state.schema, object, source)
  return { ...(await storeObject(state, { key, object, source })), created: true }
}

/** Stores a valid object of another cluster, with a new uid and new times. */
export const createCopy = async <T extends KubeObject>(
  state: RegistryState<T>,
  { clock, entropy }: RequestContext,
  object: T,
): Promise<void> => {
  const now = formatTime(clock.now())
  const { namespace = '', name = '', managedFields } = object.metadata
  const copy = withMetadata(object, {
    uid: entropy.uuid(),
    resourceVersion: undefined,
    creationTimestamp: now,
    managedFields: managedFields?.map((entry) => ({ ...entry, time: now })),
  })
  await storeObject(state, {
    key: objectKey(state.resource, namespace, name),
    object: copy,
    source: encodeObject(copy),
  })
}
