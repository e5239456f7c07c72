import type { ReleaseChange } from '../release/changes.ts'
import type { ReleaseFeatures } from '../release/release.ts'
import type { OpenApiDocument } from './openapi-document.ts'

interface ReleaseSchema {
  readonly 'x-csrlab-since'?: ReleaseChange
  readonly 'x-csrlab-until'?: ReleaseChange
  readonly 'x-csrlab-embeds'?: string
  readonly properties?: Readonly<Record<string, ReleaseSchema>>
  readonly required?: readonly string[]
  /** the change since which a field of bytes is no longer described as an atomic list */
  readonly 'x-csrlab-list-until'?: ReleaseChange
  readonly 'x-kubernetes-list-type'?: string
  readonly enum?: readonly string[]
  /** changes that added values of `enum` */
  readonly 'x-csrlab-enum-since'?: Readonly<Record<string, ReleaseChange>>
}

/** Returns the property itself if unchanged, undefined if absent. */
const propertyIn = (
  property: ReleaseSchema,
  release: ReleaseFeatures,
): ReleaseSchema | undefined => {
  const {
    'x-csrlab-since': since,
    'x-csrlab-until': until,
    'x-csrlab-list-until': listUntil,
    'x-csrlab-enum-since': enumSince,
    enum: values = [],
  } = property
  if (since !== undefined && !release.has(since)) return undefined
  if (until !== undefined && release.has(until)) return undefined
  if (listUntil !== undefined && !release.has(listUntil)) {
    return { ...property, 'x-kubernetes-list-type': 'atomic' }
  }
  if (enumSince === undefined) return property
  const hasValue = (value: string): boolean => {
    const change = enumSince[value]
    return change === undefined || release.has(change)
  }
  return { ...property, enum: values.filter(hasValue) }
}

const inRelease = (component: ReleaseSchema, release: ReleaseFeatures): ReleaseSchema => {
  const { 'x-csrlab-embeds': embeds, ...rest } = component
  const showsEmbedded = embeds === undefined || release.has('EmbeddedInPaths')
  const schema = showsEmbedded ? component : rest
  const { properties, required } = schema
  if (properties === undefined) return schema
  let changed = false
  const described = Object.entries(properties).flatMap(([name, property]) => {
    const there = propertyIn(property, release)
    changed ||= there !== property
    return there === undefined ? [] : [[name, there] as const]
  })
  if (!changed) return schema
  const there: Record<string, ReleaseSchema> = Object.fromEntries(described)
  return {
    ...schema,
    properties: there,
    ...(required && { required: required.filter((name) => name in there) }),
  }
}

export const documentOfRelease = (
  document: OpenApiDocument,
  release: ReleaseFeatures,
): OpenApiDocument => {
  const schemas = Object.entries(document.components.schemas).map(
    ([name, schema]) => [name, inRelease(schema as ReleaseSchema, release)] as const,
  )
  return {
    ...document,
    components: { ...document.components, schemas: Object.fromEntries(schemas) as never },
  }
}
