/** The catalogue of served resources, by group, version and name. */
import { apiVersionOf, type GroupVersionKind, type KubeObject } from '../../apimachinery/meta.ts'
import type { SchemaSet } from '../../apimachinery/schema/schema-compile.ts'
import type { StructSchema } from '../../apimachinery/schema/schema.ts'
import { type VersionForm, servedForm } from '../registry/form.ts'
import type { Registry } from '../registry/registry.ts'
import type { Release, ReleaseFeatures } from '../../apimachinery/release/release.ts'
import { type Column, isIn, type PostedResource, type ServedVersion } from '../registry/resource.ts'

export interface ServedResource {
  readonly registry: Registry
  readonly version: ServedVersion
  /** follows the kind in the warning of every answer; undefined: not deprecated */
  readonly deprecation: string | undefined
  /** '' for core */
  readonly group: string
  readonly kind: string
  readonly columns: readonly Column<KubeObject>[]
  /** `certificates.k8s.io/v1` */
  readonly apiVersion: string
  readonly schema: StructSchema
  readonly listSchema: StructSchema
  /** for the Status of a delete, or of an error in a watch */
  readonly statusSchema: StructSchema
  /** whether stored bytes are in this version's form */
  readonly storageForm: boolean
  readonly form: VersionForm
}

export interface ServedPost {
  readonly post: PostedResource
  readonly gvk: GroupVersionKind
  readonly schema: StructSchema
}

const schemaOf = (schemas: SchemaSet, gvk: GroupVersionKind): StructSchema => {
  const schema = schemas.forKind(gvk)
  if (schema === undefined)
    throw new Error(`openapi.yaml does not describe ${gvk.kind} of ${gvk.group}/${gvk.version}`)
  return schema
}

/** Returns the list itself if the release shows all columns, so that clusters share the list. */
const shownColumns = (
  columns: readonly Column<KubeObject>[],
  release: ReleaseFeatures,
): readonly Column<KubeObject>[] => {
  const shown = columns.filter((column) => isIn(column, release))
  return shown.length === columns.length ? columns : shown
}

/** Serves a resource in one version. Throws if openapi.yaml lacks the kind. */
export const serveResource = (
  registry: Registry,
  version: ServedVersion,
  schemas: SchemaSet,
  release: Release,
): ServedResource => {
  const { group, kind, columns, storageVersion, storageGroup = group } = registry.resource
  const { deprecation } = version
  const gvk = { group, version: version.version, kind }
  const schema = schemaOf(schemas, gvk)
  const isDeprecated = deprecation?.since === undefined || release.has(deprecation.since)
  return {
    registry,
    version,
    deprecation: isDeprecated ? deprecation?.text : undefined,
    group,
    kind,
    columns: shownColumns(columns, release),
    apiVersion: apiVersionOf(gvk),
    schema,
    form: servedForm(registry.resource, version, schema),
    listSchema: schemaOf(schemas, { ...gvk, kind: `${kind}List` }),
    statusSchema: schemaOf(schemas, { group: '', version: 'v1', kind: 'Status' }),
    storageForm: version.version === storageVersion && group === storageGroup,
  }
}

export const servePost = (post: PostedResource, schemas: SchemaSet): ServedPost => {
  const { group, version } = post.kindVersion ?? post
  const gvk = { group, version, kind: post.kind }
  return { post, gvk, schema: schemaOf(schemas, gvk) }
}

const keyOf = (group: string, version: string, resource: string, subresource = ''): string =>
  `${group}/${version}/${resource}/${subresource}`

export class Catalogue {
  readonly resources: readonly ServedResource[]
  readonly posts: readonly ServedPost[]
  readonly #resources: ReadonlyMap<string, ServedResource>
  readonly #posts: ReadonlyMap<string, ServedPost>
  readonly #groups: ReadonlySet<string>

  constructor(resources: readonly ServedResource[], posts: readonly ServedPost[]) {
    this.resources = resources
    this.posts = posts
    this.#resources = new Map(
      resources.map((served) => {
        const { group, resource } = served.registry.resource
        return [keyOf(group, served.version.version, resource), served]
      }),
    )
    this.#posts = new Map(
      posts.map((served) => {
        const { group, version, resource, subresource = '' } = served.post
        return [keyOf(group, version, resource, subresource), served]
      }),
    )
    this.#groups = new Set([
      ...resources.map(({ registry }) => registry.resource.group),
      ...posts.map(({ post }) => post.group),
    ])
  }

  resource(group: string, version: string, resource: string): ServedResource | undefined {
    return this.#resources.get(keyOf(group, version, resource))
  }

  /** `subresource`: '' for the resource itself. */
  post(
    group: string,
    version: string,
    resource: string,
    subresource: string,
  ): ServedPost | undefined {
    return this.#posts.get(keyOf(group, version, resource, subresource))
  }

  /** Whether a resource is served, stored or not. `subresource`: '' for the resource itself. */
  has(group: string, version: string, resource: string, subresource: string): boolean {
    const stored = this.resource(group, version, resource)?.registry.resource
    if (
      stored !== undefined &&
      (subresource === '' || Object.hasOwn(stored.subresources ?? {}, subresource))
    )
      return true
    return this.post(group, version, resource, subresource) !== undefined
  }

  hasGroup(group: string): boolean {
    return this.#groups.has(group)
  }
}

/** Converts a stored object; the result is shared and must not be changed. */
export const inVersion = ({ form }: ServedResource, object: KubeObject): KubeObject =>
  form.fromStorage(object)
