/**
 * Reads verb, resource and name from method and URL, since authorization precedes routing
 * (`k8s.io/apiserver/pkg/endpoints/request.RequestInfoFactory`).
 */
import { NO_ATTRIBUTES, type RequestAttributes } from '../authz/authorizer.ts'
import { selectedName } from '../registry/selection.ts'
import { withoutLeading, withoutTrailing } from '../../apimachinery/text/trim.ts'
import { type FieldRequirement, parseFieldSelector } from '../../apimachinery/field-selector.ts'
import { MalformedRequest } from './answer/text.ts'

export interface RequestInfo extends RequestAttributes {
  readonly method: string
  readonly query: URLSearchParams
  /** 'api', 'apis' or '' */
  readonly apiPrefix: string
  /** the path has a namespace before the resource, perhaps empty: `/namespaces//secrets` */
  readonly inNamespace: boolean
  /** segments from the resource on */
  readonly parts: readonly string[]
  /** the path has `/watch/` */
  readonly legacyWatch: boolean
}

const VERBS: ReadonlyMap<string, string> = new Map([
  ['POST', 'create'],
  ['GET', 'get'],
  ['HEAD', 'get'],
  ['PUT', 'update'],
  ['PATCH', 'patch'],
  ['DELETE', 'delete'],
])

const NAMESPACE_SUBRESOURCES = new Set(['status', 'finalize'])

/** Absent, `0` and `false` are false; all else is true, even ''. */
export const queryFlag = (query: URLSearchParams, name: string): boolean => {
  const value = query.get(name)
  return value !== null && value !== '0' && value.toLowerCase() !== 'false'
}

const NO_FIELDS: readonly FieldRequirement[] = []

/** Ignores an unreadable selector, which handlers reject later. */
const fieldsOf = (query: URLSearchParams): readonly FieldRequirement[] => {
  const text = query.get('fieldSelector')
  if (text === null || text === '') return NO_FIELDS
  try {
    return parseFieldSelector(text).requirements
  } catch {
    return NO_FIELDS
  }
}

const nameFrom = (requirements: readonly FieldRequirement[]): string => {
  const name = selectedName({ requirements }) ?? ''
  // such names cannot be path segments
  return name === '.' || name === '..' || /[/%]/.test(name) ? '' : name
}

const nonResource = (method: string, path: string, query: URLSearchParams): RequestInfo => ({
  ...NO_ATTRIBUTES,
  method,
  path,
  query,
  verb: method.toLowerCase(),
  apiPrefix: '',
  inNamespace: false,
  parts: [],
  legacyWatch: false,
})

/** Decodes UTF-8 that Node has read as Latin-1. Invalid UTF-8 becomes replacement characters. */
export const utf8 = (text: string): string =>
  /[^\0-\x7f]/.test(text) ? Buffer.from(text, 'latin1').toString() : text

const PERCENT = 0x25

/**
 * Avoids `String.replace`, which takes 50 ms for the longest path. Throws MalformedRequest for an
 * invalid percent-encoding.
 */
const decodePath = (path: string): string => {
  if (!path.includes('%')) return utf8(path)
  if (/%(?![\dA-Fa-f]{2})/.test(path)) throw new MalformedRequest()
  const bytes = Buffer.from(path, 'latin1')
  let length = 0
  for (let at = 0; at < bytes.length; at++) {
    const isEscape = bytes[at] === PERCENT
    bytes[length++] = isEscape ? parseInt(path.slice(at + 1, at + 3), 16) : bytes[at]!
    if (isEscape) at += 2
  }
  return bytes.toString('utf8', 0, length)
}

/** Go's `url.ParseQuery` drops parts with a semicolon or an invalid percent-encoding. */
const UNREADABLE = /;|%(?![\dA-Fa-f]{2})/

const parseQuery = (query: string): URLSearchParams =>
  new URLSearchParams(
    UNREADABLE.test(query)
      ? query
          .split('&')
          .filter((part) => !UNREADABLE.test(part))
          .join('&')
      : query,
  )

/** The target may be a whole URL (RFC 9112 section 3.2.2). */
const pathAndQuery = (target: string): string =>
  target.startsWith('/') ? target : target.replace(/^https?:\/\/[^/?]*/i, '') || '/'

/** Throws MalformedRequest. */
export const parseRequestInfo = (method: string, target: string): RequestInfo => {
  const url = pathAndQuery(target)
  const question = url.indexOf('?')
  const path = decodePath(question < 0 ? url : url.slice(0, question))
  const query = parseQuery(question < 0 ? '' : utf8(url.slice(question + 1)))
  const segments = withoutTrailing(withoutLeading(path, '/'), '/').split('/')
  const [prefix = '', ...below] = segments
  const [apiGroup = '', apiVersion = '', ...resourcePath] =
    prefix === 'api' ? ['', ...below] : below
  if ((prefix !== 'api' && prefix !== 'apis') || resourcePath.length === 0) {
    return nonResource(method, path, query)
  }
  let rest = resourcePath
  let verb = VERBS.get(method) ?? ''
  const legacyWatch = rest[0] === 'watch' && rest.length > 1
  if (legacyWatch) {
    verb = 'watch'
    rest = rest.slice(1)
  }
  const named = rest[0] === 'namespaces' && rest.length > 1
  const namespace = named ? rest[1]! : ''
  const inNamespace = named && rest.length > 2 && !NAMESPACE_SUBRESOURCES.has(rest[2]!)
  if (inNamespace) rest = rest.slice(2)
  const [resource = '', pathName = '', subresource = ''] = rest
  let name = pathName
  let fieldSelector = NO_FIELDS
  if (name === '' && (verb === 'get' || legacyWatch)) {
    fieldSelector = fieldsOf(query)
    name = nameFrom(fieldSelector)
    if (!legacyWatch) verb = queryFlag(query, 'watch') ? 'watch' : 'list'
  }
  if (pathName === '' && verb === 'delete') {
    verb = 'deletecollection'
    fieldSelector = fieldsOf(query)
  }
  return {
    method,
    path,
    query,
    resourceRequest: true,
    verb,
    apiPrefix: prefix,
    apiGroup,
    apiVersion,
    namespace,
    inNamespace,
    resource,
    subresource,
    name,
    fieldSelector,
    parts: rest,
    legacyWatch,
  }
}
