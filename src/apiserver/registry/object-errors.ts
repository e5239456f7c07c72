/** All that is wrong with an object: its metadata by the rules of every resource, the rest by its strategy's. */
import type { RequestContext } from '../../apimachinery/context.ts'
import type { FieldError } from '../../apimachinery/field.ts'
import type { KubeObject } from '../../apimachinery/meta.ts'
import { pathSegmentName } from '../../apimachinery/names.ts'
import {
  validateKnownFinalizers,
  validateObjectMeta,
  validateObjectMetaUpdate,
} from './object-meta-validation.ts'
import { type RegistryState, strategyOf } from './state.ts'

/** What the kind's own validation says of its metadata. */
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

/** What holds for every object, whatever its kind allows: above all that its name is one segment of a path. */
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
 * The findings about a change: those on metadata come from both layers, as on the real server, and from each for the object and for
 * the change; the message has each once, the causes have all.
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
