import type { RequestContext } from '../../apimachinery/context.ts'
import type { FieldError } from '../../apimachinery/field.ts'
import type { KubeObject } from '../../apimachinery/meta.ts'
import type { Release } from '../../apimachinery/release/release.ts'

/** One of the objects that there are beside the one in question. */
export interface Other<T extends KubeObject> {
  /** the same for as long as the object is */
  readonly identity: object
  readonly object: T
}

/**
 * Who may set which field, and what makes an object wrong: the part of create, update and delete that differs between
 * resources. Pure: nothing here changes its arguments (parts of objects are shared), each hook returns what to go on with.
 */
export interface Strategy<T extends KubeObject> {
  /** PUT to a name that is not there creates it */
  readonly allowCreateOnUpdate: boolean
  /** PUT without resourceVersion takes the stored one; otherwise that is a 422 */
  readonly allowUnconditionalUpdate: boolean
  /**
   * Paths that this endpoint resets, as field names: `[['spec'], ['status', 'conditions']]`. They are never recorded in
   * managedFields.
   */
  readonly resetFields: readonly (readonly string[])[]
  /**
   * What is wrong with a name, as messages for `metadata.name` (no path). `prefix`: the name is a generateName prefix, which
   * may end in a dash. `object` is there for kinds whose names follow from something else in them.
   */
  nameErrors(name: string, prefix: boolean, object: T, release: Release): string[]
  /** Finalizers must be standard ones or have a domain; some kinds take any qualified name. */
  readonly knownFinalizers: boolean
  /** Fills defaults of the versioned type, right after decoding. */
  applyDefaults(object: T): T
  /**
   * Gives out what no two objects of the resource may have, before anything else is done. `old`: undefined for a new object; `others`: all
   * that there are, `old` among them, and those that wait for their commit. Throws the StatusError for what cannot be had.
   */
  begin?(context: RequestContext, object: T, old: T | undefined, others: Iterable<Other<T>>): T
  /** Sets, clears and freezes fields of a new object. */
  prepareForCreate(context: RequestContext, object: T): T
  /** All that is wrong with a new object, besides its metadata. */
  validate(context: RequestContext, object: T): FieldError[]
  prepareForUpdate(context: RequestContext, object: T, old: T): T
  /** All that is wrong with the change, besides its metadata. */
  validateUpdate(context: RequestContext, object: T, old: T): FieldError[]
  /** What the writer of an object should know although it is valid, a `Warning` header each. `old`: undefined for a new object. */
  warnings?(object: T, old: T | undefined, release: Release): string[]
}
