import type { RequestContext } from '../../apimachinery/context.ts'
import type { FieldError } from '../../apimachinery/field.ts'
import type { KubeObject } from '../../apimachinery/meta.ts'
import type { Release } from '../../apimachinery/release/release.ts'

/** The rules of one endpoint, such as `/status`, for updates. */
export interface UpdateStrategy<T extends KubeObject> {
  /**
   * Paths that this endpoint resets, never recorded in managedFields: `[['spec'], ['status',
   * 'conditions']]`.
   */
  readonly resetFields: readonly (readonly string[])[]
  /**
   * Allocates values that are unique in the resource. `stored`: all stored objects, `old` included.
   * Throws the StatusError for an unavailable value.
   */
  begin?(object: T, old: T | undefined, stored: Iterable<T>, context: RequestContext): T
  prepareForUpdate(object: T, old: T, context: RequestContext): T
  /** Validates a change, without its metadata. */
  validateUpdate?(object: T, old: T, context: RequestContext): FieldError[]
  /** `old`: undefined for a create */
  warnings?(object: T, old: T | undefined): string[]
}

/** The rules of a resource. Methods return new objects that share parts of their arguments. */
export interface Strategy<T extends KubeObject> extends UpdateStrategy<T> {
  /**
   * Returns all errors of a new object. `metadata`: the errors of its metadata, by the kind's rules.
   * Default: `metadata`, then the errors of `validate`.
   */
  allErrors?(object: T, context: RequestContext, metadata: readonly FieldError[]): FieldError[]
  /**
   * Returns all errors of a change, except those of the generic rules. Default: `metadata`, the errors
   * of `validateUpdate`, then `change`: the errors of the change of the metadata.
   */
  allChangeErrors?(
    object: T,
    old: T,
    context: RequestContext,
    errors: { readonly metadata: readonly FieldError[]; readonly change: readonly FieldError[] },
  ): FieldError[]
  /** if true, a PUT of a missing object creates it */
  readonly allowCreateOnUpdate: boolean
  /** if false, a PUT without a resourceVersion gets a 422 */
  readonly allowUnconditionalUpdate: boolean
  /** Returns a name's errors. `prefix`: the name is a generateName, which may end in a dash. */
  nameErrors(name: string, prefix: boolean, object: T, release: Release): string[]
  readonly knownFinalizers: boolean
  applyDefaults(object: T): T
  prepareForCreate(object: T, context: RequestContext): T
  /** Validates a new object, without its metadata. */
  validate(object: T, context: RequestContext): FieldError[]
}
