import { noSuchResource } from '../../../apimachinery/status.ts'
import { answer, formOf } from '../answer/form.ts'
import { type Clause, MEDIA_TYPES, parseClauses } from '../answer/negotiate.ts'
import { renderDocument } from '../answer/representation.ts'
import { metaSchema } from '../served.ts'
import type { Answer } from '../answer/answer.ts'
import type { Call } from '../call.ts'
import type { DiscoveryDocument } from './discovery.ts'
import type { EndpointParts } from './parts.ts'
import { checkRoute } from './route.ts'
import { serveContent } from './serve-content.ts'

const isAggregated = ({ type, params }: Clause): boolean =>
  type === 'application/json' &&
  params.get('g') === 'apidiscovery.k8s.io' &&
  params.get('v') === 'v2' &&
  params.get('as') === 'APIGroupDiscoveryList'

/** Whether the client prefers the aggregated form to plain JSON. */
const wantsAggregated = (accept = ''): boolean => {
  const isPlain = ({ type, params }: Clause): boolean =>
    (type === 'application/json' || type === '*/*') && !params.has('as')
  const first = parseClauses(accept).find((clause) => isAggregated(clause) || isPlain(clause))
  return first !== undefined && isAggregated(first)
}

const documentAnswer = (call: Call, document: DiscoveryDocument): Answer => {
  const form = formOf(call, 'unrouted')
  const schema = metaSchema(call.cluster.schemas, document.kind)
  return answer(200, form, renderDocument(schema, document, form))
}

/** The server's `host:port` as the client sees it. */
const addressOf = ({ headers }: Call): string =>
  headers.host ?? (headers[':authority'] as string | undefined) ?? ''

const withoutSlash = (path: string): string => path.replace(/\/$/, '')

/** Serves `/api` and `/apis`, in the plain or the aggregated form. */
export const rootDiscovery = (call: Call, { discovery }: EndpointParts): Answer | undefined => {
  const { headers, info } = call
  const path = withoutSlash(info.path)
  const aggregated = wantsAggregated(headers.accept) ? discovery.aggregated.get(path) : undefined
  if (aggregated !== undefined) {
    const contentType = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList'
    const more = { vary: 'Accept', 'cache-control': 'public' }
    return serveContent(call, { ...aggregated, contentType }, more)
  }
  const document = discovery.document(path, addressOf(call))
  return document === undefined ? undefined : documentAnswer(call, document)
}

/**
 * The path of a group accepts any method, like the aggregator. The path of a version accepts only
 * GET, like go-restful. Throws 404, 405 and 406. Returns undefined for an unknown group.
 */
export const partDiscovery = (call: Call, { discovery }: EndpointParts): Answer | undefined => {
  const path = withoutSlash(call.info.path)
  const document = discovery.document(path, addressOf(call))
  if (document !== undefined) {
    if (document.kind === 'APIResourceList') checkRoute(call, MEDIA_TYPES)
    return documentAnswer(call, document)
  }
  const [, root, group, ...rest] = path.split('/')
  // an unknown version of a known group gets a Status; an unknown group gets plain text
  const isOwned = root === 'api' || (rest.length > 0 && call.cluster.catalogue.hasGroup(group!))
  if (isOwned) throw noSuchResource()
  return undefined
}
