import type { RequestContext } from '../../apimachinery/context.ts'
import type { FieldError } from '../../apimachinery/field.ts'
import type { KubeObject } from '../../apimachinery/meta.ts'
import { pathSegmentName } from '../../apimachinery/names.ts'
import { validateKnownFinalizers } from './finalizer-validation.ts'
import { validateObjectMeta, validateObjectMetaUpdate } from './object-meta-validation.ts'
import { type RegistryState, strategyOf } from './state.ts'

const kindMetadataErrors = <T extends KubeObject>(
  { resource }: RegistryState<T>,
  { release }: RequestContext,
  object: T,
): FieldError[] =>
  validateObjectMeta(
    object.metadata,
    {
      namespaced: resource.namespaced,
      nameErrors: (name, prefix) => resource.strategy.nameErrors(name, prefix, object, release),
      knownFinalizers: resource.strategy.knownFinalizers,
    },
    release,
  )

/** The errors of the generic rules: above all, the name must be one path segment. */
const systemMetadataErrors = <T extends KubeObject>(
  { resource }: RegistryState<T>,
  { release }: RequestContext,
  { metadata }: T,
): FieldError[] =>
  validateObjectMeta(
    metadata,
    {
      namespaced: resource.namespaced,
      nameErrors: pathSegmentName,
      knownFinalizers: false,
    },
    release,
  )

/** The errors of a new object: those of its kind, else those of the generic rules. */
export const createErrors = <T extends KubeObject>(
  state: RegistryState<T>,
  context: RequestContext,
  object: T,
): FieldError[] => {
  const errors = [
    ...kindMetadataErrors(state, context, object),
    ...state.resource.strategy.validate(context, object),
  ]
  return errors.length > 0 ? errors : systemMetadataErrors(state, context, object)
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
    ...systemMetadataErrors(state, context, object),
    ...changeErrors,
    ...kindMetadataErrors(state, context, object),
    ...strategyOf(state, subresource).validateUpdate(context, object, old),
    ...changeErrors,
    ...(knownFinalizers ? validateKnownFinalizers(object.metadata.finalizers ?? []) : []),
  ]
}
