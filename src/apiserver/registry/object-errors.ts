/** Validates whole objects. Throws a 422 for an invalid object. */
import type { RequestContext } from '../../apimachinery/context.ts'
import type { FieldError } from '../../apimachinery/field.ts'
import type { KubeObject } from '../../apimachinery/meta.ts'
import { pathSegmentName } from '../../apimachinery/names.ts'
import { invalidObject } from '../../apimachinery/status.ts'
import { validateKnownFinalizers } from './finalizer-validation.ts'
import {
  type MetadataRules,
  validateObjectMeta,
  validateObjectMetaUpdate,
} from './object-meta-validation.ts'
import { type RegistryState, strategyOf } from './state.ts'

/** The rules of all kinds: the name is one path segment. */
const GENERIC: MetadataRules<KubeObject> = { nameErrors: pathSegmentName, knownFinalizers: false }

const metadataErrors = <T extends KubeObject>(
  { resource: { namespaced } }: RegistryState<T>,
  { release }: RequestContext,
  object: T,
  rules: MetadataRules<T>,
): FieldError[] => validateObjectMeta(object, namespaced, rules, release)

const check = <T extends KubeObject>(
  { resource: { group, storageGroup = group, kind } }: RegistryState<T>,
  { metadata: { name = '' } }: T,
  errors: readonly FieldError[],
): void => {
  // errors name the group of the stored form: the core group for Events of both groups
  if (errors.length > 0) throw invalidObject(storageGroup, kind, name, errors)
}

/** Checks a new object by its kind's rules, then by the generic rules. */
export const checkNew = <T extends KubeObject>(
  state: RegistryState<T>,
  context: RequestContext,
  object: T,
): void => {
  const { strategy } = state.resource
  const own = metadataErrors(state, context, object, strategy)
  check(
    state,
    object,
    strategy.allErrors?.(object, context, own) ?? [...own, ...strategy.validate(object, context)],
  )
  check(state, object, metadataErrors(state, context, object, GENERIC))
}

/**
 * Checks an update. The causes repeat an error up to four times, as on the real server: the generic
 * rules and the kind's rules each check the new metadata and its change.
 */
export const checkChange = <T extends KubeObject>(
  state: RegistryState<T>,
  context: RequestContext,
  subresource: string,
  object: T,
  old: T,
): void => {
  const changeErrors = validateObjectMetaUpdate(object.metadata, old.metadata, context.release)
  const { strategy } = state.resource
  const own = metadataErrors(state, context, object, strategy)
  const change = [
    ...changeErrors,
    ...(strategy.knownFinalizers ? validateKnownFinalizers(object.metadata.finalizers ?? []) : []),
  ]
  const errors = strategy.allChangeErrors?.(object, old, context, { metadata: own, change }) ?? [
    ...own,
    ...(strategyOf(state, subresource).validateUpdate?.(object, old, context) ?? []),
    ...change,
  ]
  check(state, old, [
    ...metadataErrors(state, context, object, GENERIC),
    ...changeErrors,
    ...errors,
  ])
}
