/** The catalogue of served resources, by group, version and name. */
import type { KubeObject } from '../../apimachinery/meta.ts'
import { apiVersionOf } from '../../apimachinery/meta.ts'
import type { SchemaSet } from '../../apimachinery/schema/schema-compile.ts'
import type { StructSchema } from '../../apimachinery/schema/schema.ts'
import { type VersionForm, servedForm } from '../registry/form.ts'
import type { Registry } from '../registry/registry.ts'
import type { Release } from '../../apimachinery/release/release.ts'
import type {
  ActionSubresource,
  Column,
  ServedVersion,
  VirtualResource,
} from '../registry/resource.ts'

export interface ServedResource {
  readonly registry: Registry
  readonly version: ServedVersion
  /** text of the warning in every answer, after the kind */
  readonly deprecation: string | undefined
  /** '' for core */
  readonly group: string
  readonly kind: string
  readonly columns: readonly Column<KubeObject>[]
  /** `certificates.k8s.io/v1` */
  readonly apiVersion: string
  readonly schema: StructSchema
  readonly listSchema: StructSchema
  /** for errors inside a protobuf watch */
  readonly statusSchema: StructSchema
  /** whether stored bytes are in this version's form */
  readonly storageForm: boolean
  readonly form: VersionForm
}

export interface ServedVirtual {
  readonly virtual: VirtualResource
  readonly apiVersion: string
  readonly schema: StructSchema
}

export interface ServedAction {
  readonly action: ActionSubresource
  readonly apiVersion: string
  readonly schema: StructSchema
}

const STATUS = { group: '', version: 'v1', kind: 'Status' }

const schemaOf = (
  schemas: SchemaSet,
  group: string,
  version: string,
  kind: string,
): StructSchema => {
  const schema = schemas.forKind({ group, version, kind })
  if (schema === undefined)
    throw new Error(`openapi.yaml does not describe ${kind} of ${group}/${version}`)
  return schema
}

/** Returns the same list if the release shows all columns: many clusters share it. */
const shownColumns = (
  columns: readonly Column<KubeObject>[],
  release: Pick<Release, 'has'>,
): readonly Column<KubeObject>[] => {
  const shown = columns.filter(({ until }) => until === undefined || !release.has(until))
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
  const schema = schemaOf(schemas, group, version.version, kind)
  return {
    registry,
    version,
    deprecation:
      version.deprecation !== undefined &&
      (version.deprecation.since === undefined || release.has(version.deprecation.since))
        ? version.deprecation.text
        : undefined,
    group,
    kind,
    columns: shownColumns(columns, release),
    apiVersion: apiVersionOf({ group, version: version.version }),
    schema,
    form: servedForm(registry.resource, version, schema),
    listSchema: schemaOf(schemas, group, version.version, `${kind}List`),
    statusSchema: schemaOf(schemas, STATUS.group, STATUS.version, STATUS.kind),
    storageForm: version.version === storageVersion && group === storageGroup,
  }
}

export const serveVirtual = (virtual: VirtualResource, schemas: SchemaSet): ServedVirtual => {
  const { group, version, kind } = virtual
  return {
    virtual,
    apiVersion: apiVersionOf({ group, version }),
    schema: schemaOf(schemas, group, version, kind),
  }
}

export const serveAction = (action: ActionSubresource, schemas: SchemaSet): ServedAction => {
  const { group, version, kind } = action.body
  return {
    action,
    apiVersion: apiVersionOf({ group, version }),
    schema: schemaOf(schemas, group, version, kind),
  }
}

const keyOf = (group: string, version: string, resource: string): string =>
  `${group}/${version}/${resource}`

export class Catalogue {
  readonly resources: readonly ServedResource[]
  readonly virtuals: readonly ServedVirtual[]
  readonly actions: readonly ServedAction[]
  readonly #resources: ReadonlyMap<string, ServedResource>
  readonly #virtuals: ReadonlyMap<string, ServedVirtual>
  readonly #actions: ReadonlyMap<string, ServedAction>
  readonly #groups: ReadonlySet<string>

  constructor(
    resources: readonly ServedResource[],
    virtuals: readonly ServedVirtual[],
    actions: readonly ServedAction[] = [],
  ) {
    this.resources = resources
    this.virtuals = virtuals
    this.actions = actions
    this.#resources = new Map(
      resources.map((served) => {
        const { group, resource } = served.registry.resource
        return [keyOf(group, served.version.version, resource), served]
      }),
    )
    this.#virtuals = new Map(
      virtuals.map((served) => {
        const { group, version, resource } = served.virtual
        return [keyOf(group, version, resource), served]
      }),
    )
    this.#actions = new Map(
      actions.map((served) => {
        const { group, version, resource, subresource } = served.action
        return [keyOf(group, version, `${resource}/${subresource}`), served]
      }),
    )
    this.#groups = new Set([
      ...resources.map(({ registry }) => registry.resource.group),
      ...virtuals.map(({ virtual }) => virtual.group),
    ])
  }

  resource(group: string, version: string, resource: string): ServedResource | undefined {
    return this.#resources.get(keyOf(group, version, resource))
  }

  virtual(group: string, version: string, resource: string): ServedVirtual | undefined {
    return this.#virtuals.get(keyOf(group, version, resource))
  }

  action(
    group: string,
    version: string,
    resource: string,
    subresource: string,
  ): ServedAction | undefined {
    return this.#actions.get(keyOf(group, version, `${resource}/${subresource}`))
  }

  /** Whether a resource is served, stored or not. */
  has(group: string, version: string, resource: string): boolean {
    const key = keyOf(group, version, resource)
    return this.#resources.has(key) || this.#virtuals.has(key)
  }

  hasGroup(group: string): boolean {
    return this.#groups.has(group)
  }
}

/** Converts a stored object; the result is shared and must not be changed. */
export const inVersion = ({ form }: ServedResource, object: KubeObject): KubeObject =>
  form.fromStorage(object)
