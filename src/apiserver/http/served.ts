import { apiVersionOf, type GroupVersionKind, type KubeObject } from '../../apimachinery/meta.ts'
import type { SchemaSet } from '../../apimachinery/schema/schema-compile.ts'
import type { StructSchema } from '../../apimachinery/schema/schema.ts'
import { type VersionForm, servedForm } from '../registry/form.ts'
import type { Registry } from '../registry/registry.ts'
import type { Release, ReleaseFeatures } from '../../apimachinery/release/release.ts'
import { type Column, isIn, type PostedResource, type ServedVersion } from '../registry/resource.ts'
import type { ExpectedKind } from './body/kind.ts'

export interface ServedResource extends ExpectedKind {
  readonly registry: Registry
  /** text after the kind in the `Warning` of every answer; undefined: not deprecated */
  readonly deprecation: string | undefined
  readonly columns: readonly Column<KubeObject>[]
  /** such as `certificates.k8s.io/v1` */
  readonly apiVersion: string
  readonly listSchema: StructSchema
  /** whether stored bytes are in this version's form */
  readonly storageForm: boolean
  readonly form: VersionForm
}

export interface ServedPost extends ExpectedKind {
  readonly post: PostedResource
}

const schemaOf = (schemas: SchemaSet, gvk: GroupVersionKind): StructSchema => {
  const schema = schemas.forKind(gvk)
  if (schema === undefined)
    throw new Error(`openapi.yaml does not describe ${gvk.kind} of ${gvk.group}/${gvk.version}`)
  return schema
}

/** Returns the schema of a kind in version v1 of the group ''. */
export const metaSchema = (schemas: SchemaSet, kind: string): StructSchema =>
  schemaOf(schemas, { group: '', version: 'v1', kind })

/** Returns `columns` itself if the release shows all, so that clusters share the list. */
const shownColumns = (
  columns: readonly Column<KubeObject>[],
  release: ReleaseFeatures,
): readonly Column<KubeObject>[] => {
  const shown = columns.filter((column) => isIn(column, release))
  return shown.length === columns.length ? columns : shown
}

/** Throws if openapi.yaml lacks the kind. */
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
    ...gvk,
    schemas,
    registry,
    deprecation: isDeprecated ? deprecation?.text : undefined,
    columns: shownColumns(columns, release),
    apiVersion: apiVersionOf(gvk),
    schema,
    form: servedForm(registry.resource, version, schema),
    listSchema: schemaOf(schemas, { ...gvk, kind: `${kind}List` }),
    storageForm: version.version === storageVersion && group === storageGroup,
  }
}

export const servePost = (post: PostedResource, schemas: SchemaSet): ServedPost => {
  const { group, version } = post.kindVersion ?? post
  const gvk = { group, version, kind: post.kind }
  return { ...gvk, post, schemas, schema: schemaOf(schemas, gvk) }
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
        const { group, version, registry } = served
        return [keyOf(group, version, registry.resource.resource), served]
      }),
    )
    this.#posts = new Map(
      posts.map((served) => {
        const { group, version, resource, subresource } = served.post
        return [keyOf(group, version, resource, subresource), served]
      }),
    )
    this.#groups = new Set([...resources, ...posts.map(({ post }) => post)].map((of) => of.group))
  }

  resource(group: string, version: string, resource: string): ServedResource | undefined {
    return this.#resources.get(keyOf(group, version, resource))
  }

  post(
    group: string,
    version: string,
    resource: string,
    subresource: string,
  ): ServedPost | undefined {
    return this.#posts.get(keyOf(group, version, resource, subresource))
  }

  /** `subresource`: '' for the resource itself. */
  has(group: string, version: string, resource: string, subresource: string): boolean {
    const stored = this.resource(group, version, resource)?.registry.resource
    return (
      this.post(group, version, resource, subresource) !== undefined ||
      (stored !== undefined &&
        (subresource === '' || Object.hasOwn(stored.subresources ?? {}, subresource)))
    )
  }

  hasGroup(group: string): boolean {
    return this.#groups.has(group)
  }
}

/** The result is shared and must not be changed. */
export const inVersion = ({ form }: ServedResource, object: KubeObject): KubeObject =>
  form.fromStorage(object)
