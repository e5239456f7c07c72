/**
 * The declaration of a resource. Routes, discovery, tables, patches, watch and protobuf follow from
 * it.
 */
import type { RequestContext } from '../../apimachinery/context.ts'
import type { GroupVersionKind, KubeObject } from '../../apimachinery/meta.ts'
import type { Change } from '../../apimachinery/release/changes.ts'
import type { GateName } from '../../apimachinery/release/release.ts'
import type { Strategy } from './strategy.ts'

export interface Column<T extends KubeObject> {
  readonly name: string
  readonly type: 'string' | 'integer' | 'number' | 'boolean' | 'date'
  /** '' or 'name' */
  readonly format: string
  readonly description: string
  /** 0: always shown; 1: only with `-o wide` */
  readonly priority: 0 | 1
  /** there are releases without it, since this change */
  readonly until?: Change
  /** the cell; `now` in milliseconds, for ages */
  cell(object: T, now: number): string | number | boolean
}

/** The verbs of a resource that names none. */
export const ALL_VERBS = [
  'create',
  'delete',
  'deletecollection',
  'get',
  'list',
  'patch',
  'update',
  'watch',
] as const

/** The verbs of a subresource that names none. */
export const SUBRESOURCE_VERBS = ['get', 'patch', 'update'] as const

/** Descriptions of operations for OpenAPI, by the verb of discovery; the usual words by default. */
export type Descriptions = Readonly<Record<string, string>>

/** A subresource of the same stored object (`/status`, `/approval`): get, update and patch. */
export interface Subresource<T extends KubeObject> {
  readonly strategy: Strategy<T>
  /** whether GET can be answered as a Table */
  readonly table: boolean
  /** default: {@link SUBRESOURCE_VERBS} */
  readonly verbs?: readonly string[]
  readonly descriptions?: Descriptions
}

export interface FieldSelectors<T extends KubeObject> {
  /** the labels a field selector may name */
  readonly labels: readonly string[]
  /** the value of each label for one object */
  valuesOf(object: T): Readonly<Record<string, string>>
  /** the 400 text for any other label */
  readonly unsupported: (label: string) => string
}

/** The deprecation of a version. */
interface Deprecation {
  /** with which it began; default: it is said in each release */
  readonly since?: Change
  /**
   * goes on after the kind, as a warning with every answer: `is deprecated in v1.36+, unavailable
   * in v1.39+`
   */
  readonly text: string
}

/**
 * One version under which a resource is served. The stored form is that of
 * `Resource.storageVersion`.
 */
export interface ServedVersion {
  readonly version: string
  /** turns a stored object into this version's form; only apiVersion differs when left out */
  readonly fromStorage?: (object: KubeObject) => KubeObject
  readonly toStorage?: (object: KubeObject) => KubeObject
  readonly deprecation?: Deprecation
  /** with which releases begin to have it; default: all have it */
  readonly since?: Change
  /** with which they no longer have it */
  readonly until?: Change
}

export interface Resource<T extends KubeObject = KubeObject> {
  /** '' for core */
  readonly group: string
  /** plural, as in the URL */
  readonly resource: string
  readonly singular: string
  readonly kind: string
  readonly shortNames?: readonly string[]
  readonly categories?: readonly string[]
  readonly namespaced: boolean
  readonly storageVersion: string
  /**
   * the version that discovery says is stored, where a real server of the release stores another
   */
  readonly hashedVersion?: string
  /**
   * group of the stored form when it is another one: events.k8s.io keeps its events as the core
   * group's
   */
  readonly storageGroup?: string
  readonly versions: readonly ServedVersion[]
  /** etcd's folder: `/registry/certificatesigningrequests/`, with the slash */
  readonly storagePrefix: string
  /** served only where it is on */
  readonly gate?: GateName
  readonly strategy: Strategy<T>
  readonly subresources?: Readonly<Record<string, Subresource<T>>>
  readonly columns: readonly Column<T>[]
  readonly fieldSelectors: FieldSelectors<T>
  /** verbs in discovery; default: {@link ALL_VERBS} */
  readonly verbs?: readonly string[]
  readonly descriptions?: Descriptions
  /** DELETE answers with the object instead of a Status */
  readonly returnsDeletedObject?: boolean
  /**
   * deleted with a grace period, even of no length: what is deleted is marked first, and shows it
   */
  readonly marksDeleted?: boolean
  /**
   * default true; false: a DELETE cannot choose what becomes of dependents, and the garbage
   * collector does not look here
   */
  readonly garbageCollected?: boolean
  /**
   * A kind whose first DELETE only turns it into this (a namespace is Terminating): it is marked
   * without a grace period, and what is to become of dependents is not asked.
   */
  terminate?(object: T): T
  /**
   * Whether something besides finalizers keeps a deleted object (a namespace's own
   * `spec.finalizers`).
   */
  holdsDeletion?(object: T): boolean
}

/** A kind that is only ever posted and answered: reviews. Nothing is stored. */
export interface VirtualResource {
  readonly group: string
  readonly version: string
  readonly resource: string
  readonly singular: string
  readonly kind: string
  readonly namespaced: boolean
  /** what a POST does, in a sentence; for OpenAPI */
  readonly description: string
  /** the answer shows the managedFields of what was sent */
  readonly recordsManagedFields?: boolean
  create(
    context: RequestContext,
    object: KubeObject,
    namespace: string,
  ): Promise<KubeObject> | KubeObject
}

/**
 * A subresource that accepts only POST, with a kind of its own that is answered and not stored:
 * `serviceaccounts/NAME/token`.
 */
export interface ActionSubresource {
  /** of the resource that it belongs to */
  readonly group: string
  readonly version: string
  readonly resource: string
  readonly subresource: string
  readonly namespaced: boolean
  /** what is posted */
  readonly body: GroupVersionKind
  /** what a POST does, in a sentence; for OpenAPI */
  readonly description: string
  /** Fills defaults of the versioned type, right after decoding. */
  applyDefaults?(object: KubeObject): KubeObject
  /** `object`: as it was sent, with defaults, managers recorded */
  create(
    context: RequestContext,
    object: KubeObject,
    namespace: string,
    name: string,
  ): Promise<KubeObject> | KubeObject
}
