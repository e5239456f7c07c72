/**
 * Negotiates the form of an answer, first like the router (go-restful), then like the handler
 * (`k8s.io/apiserver/pkg/endpoints/handlers/negotiation`).
 */
import { notAcceptable, StatusError } from '../../../apimachinery/status.ts'

export type MediaType =
  'application/json' | 'application/yaml' | 'application/vnd.kubernetes.protobuf'

export interface Conversion {
  readonly kind: 'Table' | 'PartialObjectMetadata' | 'PartialObjectMetadataList'
  readonly version: 'v1' | 'v1beta1'
}

export interface Negotiated {
  readonly mediaType: MediaType
  /** undefined: the object is not converted */
  readonly as: Conversion | undefined
  /** `pretty=1` in the chosen clause */
  readonly pretty: boolean
}

/** The kind of answer, which decides the media types and conversions on offer. */
export type AnswerShape =
  | 'object'
  /** an object that cannot be shown as a Table */
  | 'untabled'
  | 'collection'
  | 'watch'
  /** an answer that cannot be converted (`as=`) */
  | 'plain'
  /** like `plain`, but the router does not check the Accept header */
  | 'unrouted'
  /** like `unrouted`, without protobuf */
  | 'page'

/** The first is the default. */
export const MEDIA_TYPES: readonly MediaType[] = [
  'application/json',
  'application/yaml',
  'application/vnd.kubernetes.protobuf',
]
/** The media types of `/statusz` and `/flagz` for structured data. */
export const PAGE_TYPES: readonly MediaType[] = ['application/json', 'application/yaml']
const STREAM_TYPES = [
  'application/json;stream=watch',
  'application/vnd.kubernetes.protobuf;stream=watch',
]

/** A clause of an Accept header: `application/json;as=Table;v=v1`. */
export interface Clause {
  readonly type: string
  readonly params: ReadonlyMap<string, string>
  readonly quality: number
}

/** An Accept header can have 1 MiB. Clauses and parameters beyond these limits are ignored. */
const MAX_CLAUSES = 1000
const MAX_PARAMS = 32

/** The preferred clause comes first. */
export const parseClauses = (accept: string): Clause[] => {
  const clauses: Clause[] = []
  for (const part of accept.split(',', MAX_CLAUSES)) {
    const [type = '', ...rest] = part.split(';', MAX_PARAMS).map((piece) => piece.trim())
    if (type === '') continue
    const params = new Map<string, string>()
    for (const param of rest) {
      const equals = param.indexOf('=')
      if (equals > 0) params.set(param.slice(0, equals).trim(), param.slice(equals + 1).trim())
    }
    const quality = Number(params.get('q') ?? '1')
    clauses.push({ type, params, quality: Number.isFinite(quality) ? quality : 0 })
  }
  // by quality, concrete before wildcard, then the header's order
  const wildness = ({ type }: Clause): number => (type === '*/*' ? 2 : type.endsWith('/*') ? 1 : 0)
  return clauses.sort((a, b) => b.quality - a.quality || wildness(a) - wildness(b))
}

/** `clause` may contain wildcards. */
export const matchesType = (clause: string, type: string): boolean =>
  clause === type ||
  clause === '*/*' ||
  (clause.endsWith('/*') && type.startsWith(clause.slice(0, -1)))

const TARGETS = new Set(['Table', 'PartialObjectMetadata', 'PartialObjectMetadataList'])

/** Returns null if the clause cannot be served, undefined if it asks for no conversion. */
const targetOf = (
  params: Clause['params'],
  mediaType: MediaType,
  shape: AnswerShape,
): Conversion | undefined | null => {
  const as = params.get('as')
  if (as === undefined) return undefined
  if (
    shape === 'plain' ||
    shape === 'unrouted' ||
    shape === 'page' ||
    !TARGETS.has(as) ||
    params.get('g') !== 'meta.k8s.io'
  )
    return null
  // a Table has no protobuf form (upstream's AllowsMediaTypeTransform)
  if (
    as === 'Table' &&
    (shape === 'untabled' || mediaType === 'application/vnd.kubernetes.protobuf')
  )
    return null
  const version = params.get('v')
  if (version !== 'v1' && version !== 'v1beta1') return null
  return { kind: as as Conversion['kind'], version }
}

const acceptsClause = (
  clause: Clause,
  mediaType: MediaType,
  shape: AnswerShape,
): Negotiated | undefined => {
  if (!matchesType(clause.type, mediaType)) return undefined
  const stream = clause.params.get('stream')
  if (stream !== undefined && (stream !== 'watch' || mediaType === 'application/yaml'))
    return undefined
  if (shape === 'watch' && mediaType === 'application/yaml') return undefined
  const as = targetOf(clause.params, mediaType, shape)
  if (as === null) return undefined
  return { mediaType, as, pretty: clause.params.get('pretty') === '1' }
}

const routerProduces = (shape: AnswerShape): readonly string[] =>
  shape === 'collection' || shape === 'watch' ? [...MEDIA_TYPES, ...STREAM_TYPES] : MEDIA_TYPES

/** The 406 of `/statusz` and `/flagz`; its body is never protobuf. */
export class PageNotAcceptable extends StatusError {}

/** Like go-restful, ignores parameters and `application/*`. Throws go-restful's 406. */
export const checkTypes = (clauses: readonly Clause[], produces: readonly string[]): void => {
  if (clauses.some(({ type }) => type === '*/*' || produces.includes(type))) return
  throw notAcceptable(
    `406: Not Acceptable\n\nAvailable representations: ${produces.join(', ')}`,
    {},
  )
}

/** Maximum number of cached headers: a client may send any header. */
const CACHED = 256
/** Maximum length of a cached header with its shape, in characters. */
const CACHED_LENGTH = 512
const cache = new Map<string, Negotiated>()

/** Throws the router's 406 if no type fits, or the handler's if no whole clause fits. */
export const negotiate = (accept: string | undefined, shape: AnswerShape): Negotiated => {
  const header = accept === undefined || accept.trim() === '' ? 'application/json' : accept
  const key = `${shape} ${header}`
  const known = cache.get(key)
  if (known !== undefined) return known
  const clauses = parseClauses(header)
  if (shape !== 'unrouted' && shape !== 'page') checkTypes(clauses, routerProduces(shape))
  for (const clause of clauses) {
    for (const mediaType of shape === 'page' ? PAGE_TYPES : MEDIA_TYPES) {
      const found = acceptsClause(clause, mediaType, shape)
      if (found === undefined) continue
      if (key.length <= CACHED_LENGTH) cache.set(key, found)
      if (cache.size > CACHED) cache.delete(cache.keys().next().value!)
      return found
    }
  }
  throw notAcceptable(
    `only the following media types are accepted: ${(shape === 'watch' ? STREAM_TYPES : MEDIA_TYPES).join(', ')}`,
  )
}

/** Like Go's ParseBool, but false for its errors. */
const parseBool = (text: string): boolean => ['1', 't', 'T', 'TRUE', 'true', 'True'].includes(text)

/** Without `?pretty`, true for `pretty=1` in the Accept header, and for browsers, curl and Wget. */
export const wantsPretty = (
  query: URLSearchParams,
  userAgent: string | undefined,
  negotiated: Pick<Negotiated, 'pretty'>,
): boolean => {
  const asked = query.get('pretty')
  if (asked !== null) return parseBool(asked)
  return negotiated.pretty || /^(curl|Wget|Mozilla\/5\.0)/.test(userAgent ?? '')
}
