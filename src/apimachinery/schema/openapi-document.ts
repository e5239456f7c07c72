/** Cuts the documents of `/openapi/v3` out of openapi.yaml. */
import { inByteOrder, sortedKeys } from '../text/byte-order.ts'
import type { OpenApiComponents } from './openapi-schema.ts'

export interface OpenApiDocument {
  readonly openapi: string
  readonly info: { readonly title: string; readonly version: string }
  readonly paths: Readonly<Record<string, unknown>>
  readonly components: OpenApiComponents
}

const PRIVATE_PREFIX = 'x-csrlab-'

/** Paths outside `/api` and `/apis` that a real server describes. */
const OTHER_KEYS = new Set(['version', '.well-known/openid-configuration', 'openid/v1/jwks'])

/**
 * Returns the key of the document that describes a path, such as `apis/certificates.k8s.io/v1` or
 * `version`; undefined if no document describes it.
 */
export const documentKey = (path: string): string | undefined => {
  const segments = path.split('/').filter((segment) => segment !== '')
  if (segments[0] === 'api') return segments.slice(0, 2).join('/')
  if (segments[0] === 'apis') return segments.slice(0, 3).join('/')
  const key = segments.join('/')
  return OTHER_KEYS.has(key) ? key : undefined
}

export const documentKeys = ({ paths }: OpenApiDocument): string[] =>
  [...new Set(Object.keys(paths).map(documentKey))].filter((key) => key !== undefined).sort()

/** Drops private extensions; adds references to `refs`. */
const publicCopy = (value: unknown, refs: string[]): unknown => {
  if (Array.isArray(value)) return value.map((item) => publicCopy(item, refs))
  if (typeof value !== 'object' || value === null) return value
  const copy: Record<string, unknown> = {}
  for (const [key, item] of Object.entries(value)) {
    if (key.startsWith(PRIVATE_PREFIX)) continue
    if (key === '$ref' && typeof item === 'string') refs.push(item)
    copy[key] = publicCopy(item, refs)
  }
  return copy
}

type Sections = Record<string, Record<string, unknown>>

/**
 * Returns the document for a key: its paths, the components that they refer to, and all security
 * schemes. Throws an error if a reference leads nowhere.
 */
export const serveDocument = (
  document: OpenApiDocument,
  key: string,
  version = document.info.version,
): OpenApiDocument => {
  const source: Sections = { ...document.components }
  const pending: string[] = []
  const paths: Record<string, unknown> = {}
  for (const [path, item] of Object.entries(document.paths)) {
    if (documentKey(path) === key) paths[path] = publicCopy(item, pending)
  }
  const found: Sections = { schemas: {} }
  for (let ref = pending.pop(); ref !== undefined; ref = pending.pop()) {
    const [, , section = '', name = ''] = ref.split('/')
    const target = (found[section] ??= {})
    if (name in target) continue
    const component = source[section]?.[name]
    if (component === undefined) throw new Error(`openapi.yaml: ${ref} leads nowhere`)
    target[name] = publicCopy(component, pending)
  }
  const components: Sections = {}
  for (const section of sortedKeys(source)) {
    const names = found[section]
    if (names !== undefined) components[section] = inByteOrder(names)
    else if (section === 'securitySchemes') components[section] = source[section]!
  }
  return {
    openapi: document.openapi,
    info: { title: document.info.title, version },
    paths,
    components: { schemas: {}, ...components },
  }
}
