import type { RequestContext } from '../../apimachinery/context.ts'
import type { FieldError } from '../../apimachinery/field.ts'
import type { KubeObject } from '../../apimachinery/meta.ts'
import { type NameRule, pathSegmentName } from '../../apimachinery/names.ts'
import { validateKnownFinalizers } from './finalizer-validation.ts'
import { validateObjectMeta, validateObjectMetaUpdate } from './object-meta-validation.ts'
import { type RegistryState, strategyOf } from './state.ts'

const metadataErrors = <T extends KubeObject>(
  { resource: { namespaced } }: RegistryState<T>,
  { release }: RequestContext,
  { metadata }: T,
  nameErrors: NameRule,
  knownFinalizers: boolean,
): FieldError[] =>
  validateObjectMeta(metadata, { namespaced, nameErrors, knownFinalizers }, release)

const kindMetadataErrors = <T extends KubeObject>(
  state: RegistryState<T>,
  context: RequestContext,
  object: T,
): FieldError[] => {
  const { strategy } = state.resource
  return metadataErrors(
    state,
    context,
    object,
    (name, prefix) => strategy.nameErrors(name, prefix, object, context.release),
    strategy.knownFinalizers,
  )
}

/**
 * The errors of a new object by its kind's rules; if there are none, by the generic rules, which
 * require that the name is one path segment.
 */
export const createErrors = <T extends KubeObject>(
  state: RegistryState<T>,
  context: RequestContext,
  object: T,
): FieldError[] => {
  const errors = [
    ...kindMetadataErrors(state, context, object),
    ...state.resource.strategy.validate(object, context),
  ]
  return errors.length > 0 ? errors : metadataErrors(state, context, object, pathSegmentName, false)
}

/**
 * The errors of a change. As on the real server, the generic and the kind's rules both check
 * metadata: the causes repeat an error, up to four times; the message does not.
 */
export const updateErrors = <T extends KubeObject>(
  state: RegistryState<T>,
  context: RequestContext,
  subresource: string,
  object: T,
  old: T,
): FieldError[] => {
  const changeErrors = validateObjectMetaUpdate(object.metadata, old.metadata, context.release)
  const { knownFinalizers } = state.resource.strategy
  return [
    ...metadataErrors(state, context, object, pathSegmentName, false),
    ...changeErrors,
    ...kindMetadataErrors(state, context, object),
    ...(strategyOf(state, subresource).validateUpdate?.(object, old, context) ?? []),
    ...changeErrors,
    ...(knownFinalizers ? validateKnownFinalizers(object.metadata.finalizers ?? []) : []),
  ]
}
