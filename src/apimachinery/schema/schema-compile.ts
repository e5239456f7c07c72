import { omitEmpty } from '../omit-empty.ts'
import type { GroupVersionKind } from '../meta.ts'
import type { OpenApiComponents, OpenApiSchema } from './openapi-schema.ts'
import type { FieldSchema, ScalarKind, ScalarSchema, Schema, StructSchema } from './schema.ts'
import { zeroOf } from './zero.ts'

/** Schemas of one document, compiled on first use. */
export interface SchemaSet {
  /** undefined if not described */
  forKind(kind: GroupVersionKind): StructSchema | undefined
  /** Throws for a missing component. */
  forName(componentName: string): StructSchema
}

const SCALAR_COMPONENTS: Readonly<Record<string, ScalarKind>> = {
  'io.k8s.apimachinery.pkg.apis.meta.v1.Time': 'time',
  'io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime': 'microTime',
  'io.k8s.apimachinery.pkg.apis.meta.v1.FieldsV1': 'json',
  'io.k8s.apimachinery.pkg.api.resource.Quantity': 'quantity',
  'io.k8s.apimachinery.pkg.util.intstr.IntOrString': 'intOrString',
  'io.k8s.apimachinery.pkg.runtime.RawExtension': 'json',
}

const GO_TYPES: Readonly<Record<ScalarKind, string>> = {
  string: 'string',
  bytes: '[]uint8',
  bool: 'bool',
  int32: 'int32',
  int64: 'int64',
  double: 'float64',
  time: 'v1.Time',
  microTime: 'v1.MicroTime',
  quantity: 'resource.Quantity',
  intOrString: 'intstr.IntOrString',
  json: 'runtime.RawExtension',
}

const scalar = (kind: ScalarKind, goType = GO_TYPES[kind]): ScalarSchema => ({
  type: 'scalar',
  scalar: kind,
  goType,
})

const scalarKindOf = ({ type, format }: OpenApiSchema): ScalarKind | undefined => {
  switch (type) {
    case 'string':
      if (format === 'byte') return 'bytes'
      return format === 'date-time' ? 'time' : 'string'
    case 'boolean':
      return 'bool'
    case 'integer':
      return format === 'int64' ? 'int64' : 'int32'
    case 'number':
      return 'double'
    case 'object':
      return 'json'
    default:
      return undefined
  }
}

const REF_PREFIX = '#/components/schemas/'

const refOf = (schema: OpenApiSchema): string | undefined =>
  (schema.$ref ?? schema.allOf?.[0]?.$ref)?.slice(REF_PREFIX.length)

const kindKey = ({ group, version, kind }: GroupVersionKind): string =>
  `${group}/${version}/${kind}`

/** Returns properties in Go's order: `kind` and `apiVersion` first. */
const wireOrder = (component: OpenApiSchema): [string, OpenApiSchema][] => {
  const properties = component.properties ?? {}
  if (component['x-kubernetes-group-version-kind'] === undefined) return Object.entries(properties)
  const { kind, apiVersion, ...rest } = properties
  return Object.entries({ ...omitEmpty({ kind, apiVersion }), ...rest })
}

const fieldZero = (property: OpenApiSchema, schema: Schema, required: boolean): unknown => {
  if ('x-csrlab-zero' in property) return property['x-csrlab-zero']
  // a struct held by value has a default, and is always emitted; a pointer to a struct is not
  if (schema.type === 'struct') return property.default === undefined ? undefined : {}
  return required ? zeroOf(schema) : undefined
}

/** Compiling a component throws if a property has an unknown type or a missing component. */
export const compileSchemas = (document: { readonly components: OpenApiComponents }): SchemaSet => {
  const components = document.components.schemas
  const structs = new Map<string, StructSchema>()
  const kinds = new Map<string, string>()
  for (const [name, component] of Object.entries(components))
    for (const gvk of component['x-kubernetes-group-version-kind'] ?? [])
      kinds.set(kindKey(gvk), name)

  const forName = (name: string): StructSchema => {
    const known = structs.get(name)
    if (known !== undefined) return known
    const component = components[name]
    if (component === undefined) throw new Error(`openapi.yaml has no component ${name}`)
    const byName = new Map<string, FieldSchema>()
    const fields: FieldSchema[] = []
    const [version = '', goName = ''] = name.split('.').slice(-2)
    const struct: StructSchema = {
      type: 'struct',
      name,
      goName,
      goType: component['x-csrlab-go-type'] ?? `${version}.${goName}`,
      fields,
      byName,
      atomic: component['x-kubernetes-map-type'] === 'atomic',
    }
    // the struct is registered before its fields, since a type may contain itself
    structs.set(name, struct)
    for (const [fieldName, property] of wireOrder(component)) {
      const required = component.required?.includes(fieldName) ?? false
      const field = fieldOf(fieldName, property, required, component['x-csrlab-embeds'])
      fields.push(field)
      byName.set(fieldName, field)
    }
    return struct
  }

  const fieldOf = (
    name: string,
    property: OpenApiSchema,
    required: boolean,
    embeds: string | undefined,
  ): FieldSchema => {
    const schema = schemaOf(property)
    return {
      name,
      schema,
      zero: fieldZero(property, schema, required),
      protobuf: property['x-csrlab-protobuf-path'] ?? [property['x-csrlab-protobuf'] ?? []].flat(),
      embedded: property['x-csrlab-protobuf-path'] === undefined ? undefined : embeds,
      default: schema.type === 'scalar' ? property.default : undefined,
      pointer: property['x-csrlab-pointer'] ?? false,
      keepsEmpty: property['x-csrlab-keeps-empty'] ?? false,
      patchMerge: property['x-kubernetes-patch-strategy']?.split(',').includes('merge') ?? false,
      patchMergeKey: property['x-kubernetes-patch-merge-key'],
    }
  }

  const schemaOf = (property: OpenApiSchema): Schema => {
    const goType = property['x-csrlab-go-type']
    const ref = refOf(property)
    if (ref !== undefined) {
      const kind = SCALAR_COMPONENTS[ref]
      if (kind === undefined) return forName(ref)
      return scalar(kind, goType ?? ref.split('.').slice(-2).join('.'))
    }
    if (property.items !== undefined) {
      const items = schemaOf(property.items)
      return {
        type: 'list',
        items,
        goType: goType ?? `[]${items.goType}`,
        listType: property['x-kubernetes-list-type'] ?? 'atomic',
        mapKeys: property['x-kubernetes-list-map-keys'] ?? [],
      }
    }
    if (property.additionalProperties !== undefined) {
      const values = schemaOf(property.additionalProperties)
      return {
        type: 'map',
        values,
        goType: goType ?? `map[string]${values.goType}`,
        atomic: property['x-kubernetes-map-type'] === 'atomic',
      }
    }
    const kind = scalarKindOf(property)
    if (kind === undefined)
      throw new Error(`openapi.yaml: no Go type for ${JSON.stringify(property)}`)
    return scalar(kind, goType)
  }

  return {
    forKind(kind) {
      const name = kinds.get(kindKey(kind))
      return name === undefined ? undefined : forName(name)
    },
    forName,
  }
}
