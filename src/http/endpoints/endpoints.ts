/** Everything that is no resource: discovery, version, health, OpenAPI, the list of paths. */
import { prettyJson, stringifyJson } from '../../api/text/json.ts'
import { encodeProtobuf } from '../../api/protobuf/envelope.ts'
import { internalError, noSuchResource } from '../../api/status.ts'
import {
  OPENID_CONFIGURATION_PATH,
  OPENID_KEYS_PATH,
  type OpenIdDocuments,
} from '../../authn/openid.ts'
import type { Answer, Call } from '../call.ts'
import type { Discovery } from './discovery.ts'
import { healthAnswer, type HealthCheck, type HealthEndpoint } from './health.ts'
import { hasEtag } from '../answer/etag.ts'
import { formOf } from '../answer/form.ts'
import { type Clause, parseClauses } from '../answer/negotiate.ts'
import type { Metrics } from '../metrics/metrics.ts'
import type { OpenApi } from './openapi.ts'
import { renderJson } from '../answer/representation.ts'
import { pageNotFound } from '../answer/page-not-found.ts'
import { checkRoute } from './routed.ts'
import { BACKUP_PATH } from '../../upkeep/handover.ts'
import type { HealthSlis } from './slis.ts'
import type { VersionInfo } from '../version.ts'

export interface EndpointParts {
  readonly discovery: Discovery
  readonly openApi: OpenApi
  readonly openId: OpenIdDocuments
  readonly version: VersionInfo
  readonly health: Readonly<Record<HealthEndpoint, readonly HealthCheck[]>>
  readonly slis: HealthSlis
  /** copies the state to a file beside it, and resolves with the file's name; undefined: there is no folder for it */
  readonly backup: (() => Promise<string>) | undefined
}

const NOTHING = Buffer.alloc(0)

const isAggregated = ({ type, params }: Clause): boolean =>
  type === 'application/json' &&
  params.get('g') === 'apidiscovery.k8s.io' &&
  params.get('v') === 'v2' &&
  params.get('as') === 'APIGroupDiscoveryList'

/** Whether the first clause that can be served asks for the aggregated form: clauses for versions that are gone are passed over. */
const wantsAggregated = (accept = ''): boolean => {
  const isPlain = ({ type, params }: Clause): boolean =>
    (type === 'application/json' || type === '*/*') && !params.has('as')
  const first = parseClauses(accept).find((clause) => isAggregated(clause) || isPlain(clause))
  return first !== undefined && isAggregated(first)
}

const discoveryAnswer = (call: Call, path: string, discovery: Discovery): Answer | undefined => {
  const { headers } = call
  const aggregated = wantsAggregated(headers.accept) ? discovery.aggregated(path) : undefined
  if (aggregated !== undefined) {
    const same = hasEtag(headers['if-none-match'], aggregated.etag)
    return {
      code: same ? 304 : 200,
      contentType: 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList',
      body: same ? NOTHING : aggregated.body,
      headers: { etag: aggregated.etag, vary: 'Accept', 'cache-control': 'public' },
    }
  }
  const document = discovery.document(path, call.serverAddress)
  if (document === undefined) return undefined
  const form = formOf(call, 'unrouted')
  const schema = call.services.schemas.forKind({ group: '', version: 'v1', kind: document.kind })
  return {
    code: 200,
    contentType: form.mediaType,
    body:
      form.mediaType === 'application/vnd.kubernetes.protobuf' && schema !== undefined
        ? encodeProtobuf(schema, { apiVersion: 'v1', ...document })
        : renderJson(stringifyJson(document), form.mediaType, form.pretty),
  }
}

/** Compact whatever the client accepts, and to be kept for an hour. */
const openIdAnswer = (contentType: string, document: object): Answer => ({
  code: 200,
  contentType,
  body: Buffer.from(JSON.stringify(document)),
  headers: { 'cache-control': 'public, max-age=3600' },
})

const rootPaths = ({ discovery, health }: EndpointParts): Answer => {
  const paths = [
    OPENID_CONFIGURATION_PATH,
    OPENID_KEYS_PATH,
    '/api',
    ...discovery.groupVersions,
    ...(['healthz', 'livez', 'readyz'] as const).flatMap((endpoint) => [
      `/${endpoint}`,
      ...health[endpoint].map(({ name }) => `/${endpoint}/${name}`),
    ]),
    '/metrics',
    '/metrics/slis',
    '/openapi/v2',
    '/openapi/v3',
    '/openapi/v3/',
    '/version',
  ]
  return {
    code: 200,
    contentType: 'application/json',
    body: Buffer.from(prettyJson({ paths: [...new Set(paths)].sort() })),
  }
}

const metricsAnswer = async (metrics: Metrics | HealthSlis): Promise<Answer> => ({
  code: 200,
  contentType: metrics.contentType,
  body: Buffer.from(await metrics.text()),
})

/** For `csrlab backup`. The copy stays on the server's disk: what it holds is not for the wire. */
const backupAnswer = async (backup: () => Promise<string>): Promise<Answer> => {
  let file: string
  try {
    file = await backup()
  } catch (error) {
    throw internalError(error instanceof Error ? error.message : String(error))
  }
  return { code: 200, contentType: 'application/json', body: Buffer.from(prettyJson({ file })) }
}

/** Answers a path that is no resource. */
export const handleEndpoint = async (call: Call, parts: EndpointParts): Promise<Answer> => {
  const { info } = call
  if (info.path.includes('//')) return pageNotFound()
  if (info.path === '/' || info.path === '/index.html') return rootPaths(parts)
  const health = healthAnswer(info.path, info.query, parts.health)
  if (health !== undefined) return health
  const path = info.path.endsWith('/') ? info.path.slice(0, -1) : info.path
  checkRoute(call, path, (version) => parts.discovery.document(version, '') !== undefined)
  if (path === '/version') {
    return {
      code: 200,
      contentType: 'application/json',
      body: Buffer.from(prettyJson(parts.version)),
    }
  }
  if (path === OPENID_CONFIGURATION_PATH) {
    return openIdAnswer('application/json', parts.openId.configuration())
  }
  if (path === OPENID_KEYS_PATH) {
    return openIdAnswer('application/jwk-set+json', await parts.openId.keys())
  }
  // the mux knows these without a slash only
  if (info.path === '/metrics') return metricsAnswer(call.services.metrics)
  if (info.path === '/metrics/slis') return metricsAnswer(parts.slis)
  if (info.path === '/openapi/v2') return parts.openApi.answerV2(call)
  if (path.startsWith('/openapi/v3')) return parts.openApi.answer(call, path) ?? pageNotFound()
  if (path === BACKUP_PATH && info.method === 'POST' && parts.backup !== undefined)
    return backupAnswer(parts.backup)
  const answer = discoveryAnswer(call, path, parts.discovery)
  if (answer !== undefined) return answer
  // inside a group that is there, an unknown version is the group's own 404
  const [, root, group, ...rest] = path.split('/')
  if (root === 'apis' && rest.length > 0 && call.services.catalogue.hasGroup(group!))
    throw noSuchResource()
  return pageNotFound()
}
