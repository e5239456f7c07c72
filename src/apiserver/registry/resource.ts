/** The declaration of a resource, from which routes, discovery and tables follow. */
import type { RequestContext } from '../../apimachinery/context.ts'
import type { GroupVersionKind, KubeObject } from '../../apimachinery/meta.ts'
import type { ReleaseChange } from '../../apimachinery/release/changes.ts'
import type { GateName, ReleaseFeatures } from '../../apimachinery/release/release.ts'
import type { Strategy, UpdateStrategy } from './strategy.ts'

interface Lifetime {
  /** the release change that adds the column or version; default: all releases have it */
  readonly since?: ReleaseChange
  readonly until?: ReleaseChange
}

export const isIn = ({ since, until }: Lifetime, release: ReleaseFeatures): boolean =>
  (since === undefined || release.has(since)) && (until === undefined || !release.has(until))

export interface Column<T extends KubeObject> extends Lifetime {
  readonly name: string
  readonly type: 'string' | 'integer' | 'number' | 'boolean' | 'date'
  /** '' or 'name' */
  readonly format: string
  readonly description: string
  /** 1: only with `-o wide` */
  readonly priority: 0 | 1
  /** `now`: milliseconds since the epoch, for ages */
  cell(object: T, now: number): string | number | boolean
}

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

export const SUBRESOURCE_VERBS = ['get', 'patch', 'update'] as const

/** Texts for OpenAPI, by verb. */
export type Descriptions = Readonly<Record<string, string>>

/** A subresource of the stored object (`/status`, `/approval`). */
export interface Subresource<T extends KubeObject> extends UpdateStrategy<T> {
  readonly verbs?: readonly string[]
  readonly descriptions?: Descriptions
}

export interface FieldSelectors<T extends KubeObject> {
  /** names of fields, such as `status.phase` */
  readonly fields: readonly string[]
  valuesOf(object: T): Readonly<Record<string, string>>
  /** the text of the 400 for other fields */
  readonly unsupported: (label: string) => string
}

interface Deprecation {
  /** the release change that starts the warnings; default: always */
  readonly since?: ReleaseChange
  /** follows the kind in a warning: `is deprecated in v1.36+, unavailable in v1.39+` */
  readonly text: string
}

export interface ServedVersion extends Lifetime {
  readonly version: string
  /** the version's form of a stored object; default: only the apiVersion changes */
  readonly fromStorage?: (object: KubeObject) => KubeObject
  readonly toStorage?: (object: KubeObject) => KubeObject
  readonly deprecation?: Deprecation
}

export interface Resource<T extends KubeObject = KubeObject> {
  readonly group: string
  readonly resource: string
  readonly kind: string
  readonly shortNames?: readonly string[]
  readonly categories?: readonly string[]
  readonly namespaced: boolean
  readonly storageVersion: string
  /** the version that real servers store, for `storageVersionHash`; default: `storageVersion` */
  readonly hashedVersion?: string
  /** the group of the stored form if it differs: events.k8s.io stores core events */
  readonly storageGroup?: string
  readonly versions: readonly ServedVersion[]
  /** `/registry/certificatesigningrequests/`, as in etcd */
  readonly storagePrefix: string
  readonly gate?: GateName
  readonly strategy: Strategy<T>
  readonly subresources?: Readonly<Record<string, Subresource<T>>>
  readonly columns: readonly Column<T>[]
  readonly fieldSelectors: FieldSelectors<T>
  readonly verbs?: readonly string[]
  readonly descriptions?: Descriptions
  /** DELETE answers with the object instead of a Status */
  readonly returnsDeletedObject?: boolean
  /** DELETE first stores the object with a deletionTimestamp and a grace period of 0 */
  readonly marksDeleted?: boolean
  /** false: DELETE ignores dependents, and the garbage collector skips the resource */
  readonly garbageCollected?: boolean
  /** Returns the object that the first DELETE marks and stores, whatever its propagationPolicy. */
  terminate?(object: T): T
  /** Whether anything besides `metadata.finalizers` keeps a deleted object. */
  holdsDeletion?(object: T): boolean
}

/** A kind that is never stored: a review, or the body of `serviceaccounts/NAME/token`. */
export interface PostedResource {
  readonly group: string
  readonly version: string
  readonly resource: string
  /** undefined: a review */
  readonly subresource?: string
  readonly namespaced: boolean
  readonly kind: string
  /** group and version of the kind; default: those of the path */
  readonly kindVersion?: Omit<GroupVersionKind, 'kind'>
  /** for OpenAPI */
  readonly description: string
  /** the answer has managedFields */
  readonly recordsManagedFields?: boolean
  applyDefaults?(object: KubeObject): KubeObject
  /** `object`: the body, with defaults and any recorded managedFields; `name`: '' for a review */
  create(
    object: KubeObject,
    context: RequestContext,
    namespace: string,
    name: string,
  ): Promise<KubeObject> | KubeObject
}
