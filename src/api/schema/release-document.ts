/** What the description says otherwise in some releases. */
import type { Change } from '../../release/changes.ts'
import type { Release } from '../../release/release.ts'
import type { OpenApiDocument } from './openapi-document.ts'

interface Described {
  /** a field that there is since this change */
  readonly 'x-csrlab-since'?: Change
  /** a field that there is up to this change */
  readonly 'x-csrlab-until'?: Change
  readonly properties?: Readonly<Record<string, Described>>
  readonly required?: readonly string[]
  /** bytes that were called a list before this change, for Go holds both in slices */
  readonly 'x-csrlab-list-until'?: Change
}

const inRelease = (schema: Described, release: Pick<Release, 'has'>): Described => {
  const { properties, required } = schema
  if (properties === undefined) return schema
  let changed = false
  const described = Object.entries(properties).flatMap(([name, property]) => {
    const {
      'x-csrlab-since': since,
      'x-csrlab-until': until,
      'x-csrlab-list-until': listUntil,
    } = property
    const isThere =
      (since === undefined || release.has(since)) && (until === undefined || !release.has(until))
    const isList = listUntil !== undefined && !release.has(listUntil)
    if (isThere && !isList) return [[name, property] as const]
    changed = true
    return isThere ? [[name, { ...property, 'x-kubernetes-list-type': 'atomic' }] as const] : []
  })
  if (!changed) return schema
  const there: Record<string, Described> = Object.fromEntries(described)
  return {
    ...schema,
    properties: there,
    ...(required && { required: required.filter((name) => name in there) }),
  }
}

/** The document as a release has it. */
export const documentOfRelease = (
  document: OpenApiDocument,
  release: Pick<Release, 'has'>,
): OpenApiDocument => {
  const schemas = Object.entries(document.components.schemas).map(
    ([name, schema]) => [name, inRelease(schema as Described, release)] as const,
  )
  return {
    ...document,
    components: { ...document.components, schemas: Object.fromEntries(schemas) as never },
  }
}
