import type { ListHistory } from './list-history.ts'
import type { AdmissionAttributes } from '../admission/admission.ts'
import type { AdmissionChain } from '../admission/chain.ts'
import type { RequestContext } from '../../apimachinery/context.ts'
import type { GroupResource, KubeObject } from '../../apimachinery/meta.ts'
import type { StructSchema } from '../../apimachinery/schema/schema.ts'
import type { Turns } from '../../apimachinery/turns.ts'
import type { Collection, ObjectStore, Row } from '../../storage/store.ts'
import type { VersionForm } from './form.ts'
import type { ObjectCache } from './object-cache.ts'
import type { Resource } from './resource.ts'
import type { UpdateStrategy } from './strategy.ts'

export interface ReadState<T extends KubeObject> {
  readonly resource: Resource<T>
  readonly schema: StructSchema
  readonly form: VersionForm
  readonly store: ObjectStore
  readonly collection: Collection
  readonly objects: ObjectCache<T>
  /** undefined: old revisions can be listed as long as the store has them */
  readonly listHistory: ListHistory | undefined
}

export interface RegistryState<T extends KubeObject> extends ReadState<T> {
  readonly groupResource: GroupResource
  readonly admission: AdmissionChain
  readonly turns: Turns
}

export interface WriteResult<T extends KubeObject> {
  readonly object: T
  /** the stored row; undefined after a dry run */
  readonly row: Row | undefined
  readonly created?: true
  /** only for a delete; false: the object still exists */
  readonly gone?: boolean
}

export const strategyOf = <T extends KubeObject>(
  { resource }: RegistryState<T>,
  subresource: string,
): UpdateStrategy<T> => resource.subresources?.[subresource] ?? resource.strategy

interface WriteTarget {
  readonly namespace: string
  /** default: the object's */
  readonly name?: string
  readonly subresource?: string
}

/** Options of creates and updates. */
export interface WriteOptions {
  /** the form that the client wrote; default: the stored form */
  readonly form?: VersionForm
  /** whether this is a server-side apply: it has set managedFields, and may create the object */
  readonly isApply?: boolean
  /**
   * for a PUT or patch that creates the object: called between validation and validating admission;
   * throws a 403 if the user may not create the object
   */
  readonly authorizeCreate?: () => void
}

export const admissionOf = <T extends KubeObject, O extends T | undefined>(
  { resource: { kind }, groupResource: resource }: RegistryState<T>,
  context: RequestContext,
  operation: AdmissionAttributes['operation'],
  { namespace, name, subresource = '' }: WriteTarget,
  object: O,
  oldObject?: T,
): AdmissionAttributes & { readonly object: O } => ({
  context,
  operation,
  resource,
  kind,
  subresource,
  namespace,
  name: name ?? object?.metadata.name ?? '',
  object,
  oldObject,
})

/** Yields the stored objects, including uncommitted writes. */
export function* storedObjects<T extends KubeObject>({
  collection,
  objects,
}: RegistryState<T>): Iterable<T> {
  for (const row of collection.latestRows()) yield objects.get(row)
}
