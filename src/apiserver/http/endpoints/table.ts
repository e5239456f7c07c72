/**
 * Every endpoint that is no resource. How a path is taken, what `/` lists and what openapi.yaml says of it follow from this table.
 * Source: the mux and the web services of k8s.io/apiserver, kube-aggregator and kube-apiserver.
 */
import { OPENID_CONFIGURATION_PATH, OPENID_KEYS_PATH } from '../../authn/openid.ts'
import { MANAGEMENT_PATH } from '../../extensions.ts'
import { BACKUP_PATH } from './backup-path.ts'
import { MEDIA_TYPES } from '../answer/negotiate.ts'
import type { Answer, Call } from '../call.ts'
import { backupAnswer, figures, jsonAnswer, openIdAnswer } from './answers.ts'
import { partDiscovery, rootDiscovery } from './discovery-answer.ts'
import { type Endpoint, type EndpointParts, isThere } from './endpoint.ts'
import { flagz } from './flagz.ts'
import { healthEndpoints } from './health-endpoints.ts'
import { managementAnswer } from './management.ts'
import { statusz } from './statusz.ts'
import { zPageAnswer } from './zpages.ts'

const JSON_ONLY = ['application/json']
const NOTHING = (): readonly string[] => []

const listedPaths = ({ services }: Call, parts: EndpointParts): string[] => {
  const there = ENDPOINTS.filter((endpoint) => isThere(endpoint, services.release))
  const paths = there.flatMap(({ path, listed }) => listed?.(parts) ?? [path])
  return [...new Set(paths)].sort()
}

const rootAnswer = (call: Call, parts: EndpointParts): Answer =>
  jsonAnswer({ paths: listedPaths(call, parts) })

export const ENDPOINTS: readonly Endpoint[] = [
  {
    path: '/',
    listed: NOTHING,
    operations: [
      {
        operationId: 'getRootPaths',
        tag: 'paths',
        description: 'List the paths of the server.',
        response: 'Paths',
      },
    ],
    answer: rootAnswer,
  },
  { path: '/index.html', listed: NOTHING, answer: rootAnswer },
  { path: '/api', produces: MEDIA_TYPES, answer: rootDiscovery },
  {
    path: '/api/',
    listed: ({ discovery }) => discovery.paths.filter((path) => path.startsWith('/api/')),
    answer: partDiscovery,
  },
  { path: '/apis', answer: rootDiscovery },
  {
    path: '/apis/',
    listed: ({ discovery }) => [
      '/apis/',
      ...discovery.paths.filter((path) => path.startsWith('/apis/')),
    ],
    answer: (call, parts) =>
      call.info.path === '/apis/' ? rootDiscovery(call, parts) : partDiscovery(call, parts),
  },
  {
    path: '/version',
    produces: JSON_ONLY,
    operations: [
      {
        template: '/version/',
        operationId: 'getCodeVersion',
        tag: 'version',
        description: 'Tell the version of the server.',
        response: 'io.k8s.apimachinery.pkg.version.Info',
      },
    ],
    answer: (_call, { version }) => jsonAnswer(version),
  },
  ...healthEndpoints(
    'healthz',
    'getHealthz',
    'Tell whether the server works. Superseded by `/livez` and `/readyz`.',
  ),
  ...healthEndpoints(
    'livez',
    'getLivez',
    'Tell whether the server works, or should be started anew.',
  ),
  ...healthEndpoints('readyz', 'getReadyz', 'Tell whether the server takes requests.'),
  {
    path: '/metrics',
    operations: [
      {
        operationId: 'getMetrics',
        tag: 'metrics',
        description: 'Report figures about the server, in the text format of Prometheus.',
        response: 'Metrics',
      },
    ],
    answer: ({ services }, { started }) => figures(services.metrics, started),
  },
  {
    path: '/metrics/slis',
    operations: [
      {
        operationId: 'getMetricsSLIs',
        tag: 'metrics',
        description: 'Report how the health checks go, in the text format of Prometheus.',
        response: 'Metrics',
      },
    ],
    answer: (_call, { slis, started }) => figures(slis, started),
  },
  {
    path: '/statusz',
    gate: 'ComponentStatusz',
    operations: [
      {
        operationId: 'getStatusz',
        tag: 'debug',
        description: 'Tell how long the server has run, and what it is. Since 1.36.',
        response: 'ZPage',
      },
    ],
    answer: (call, parts) => {
      const { release, clock } = call.services
      const paths = listedPaths(call, parts)
      return zPageAnswer(
        call,
        statusz({ release, started: parts.started, now: clock.now(), paths }),
      )
    },
  },
  {
    path: '/flagz',
    gate: 'ComponentFlagz',
    operations: [
      {
        operationId: 'getFlagz',
        tag: 'debug',
        description: 'Tell what the options of the server are set to. Since 1.36.',
        response: 'ZPage',
      },
    ],
    answer: (call, { flags }) => zPageAnswer(call, flagz(flags)),
  },
  {
    path: '/openapi/v2',
    operations: [
      {
        operationId: 'getOpenAPIV2',
        tag: 'openapi',
        description: 'Describe the whole API in one document, in version 2 of OpenAPI.',
        response: 'OpenAPI',
      },
    ],
    answer: (call, { openApi }) => openApi.answerV2(call),
  },
  {
    path: '/openapi/v3',
    operations: [
      {
        operationId: 'getOpenAPIV3',
        tag: 'openapi',
        description: 'List the documents that describe the API, one for each group and version.',
        response: 'OpenAPIIndex',
      },
    ],
    answer: (call, { openApi }) => openApi.answerIndex(call),
  },
  {
    path: '/openapi/v3/',
    operations: [
      {
        template: '/openapi/v3/api/v1',
        operationId: 'getOpenAPIV3CoreV1',
        tag: 'openapi',
        description: 'Describe the core group, in version 3 of OpenAPI.',
        response: 'OpenAPI',
        parameters: ['hash'],
      },
      {
        template: '/openapi/v3/apis/{group}/{version}',
        operationId: 'getOpenAPIV3GroupVersion',
        tag: 'openapi',
        description: 'Describe a version of a group, in version 3 of OpenAPI.',
        response: 'OpenAPI',
        parameters: ['group', 'version', 'hash'],
      },
    ],
    answer: (call, { openApi }) =>
      openApi.answerDocument(call, call.info.path.slice('/openapi/v3/'.length)),
  },
  {
    path: OPENID_KEYS_PATH,
    produces: ['application/jwk-set+json'],
    operations: [
      {
        operationId: 'getServiceAccountIssuerOpenIDKeyset',
        tag: 'openid',
        description: 'Publish the keys that tokens of service accounts are signed with.',
        response: 'Keys',
      },
    ],
    answer: async (_call, { openId }) =>
      openIdAnswer('application/jwk-set+json', await openId.keys()),
  },
  {
    path: OPENID_CONFIGURATION_PATH,
    produces: JSON_ONLY,
    operations: [
      {
        operationId: 'getServiceAccountIssuerOpenIDConfiguration',
        tag: 'WellKnown',
        description:
          'Describe the issuer of service account tokens, as OpenID Connect discovery does.',
        response: 'Issuer',
      },
    ],
    answer: (_call, { openId }) => openIdAnswer('application/json', openId.configuration()),
  },
  ...[MANAGEMENT_PATH, `${MANAGEMENT_PATH}/`].map((path) => ({
    path,
    // where it is there, `/` lists no more than a cluster's
    listed: NOTHING,
    answer: (call: Call, { management }: EndpointParts) => managementAnswer(call, management),
  })),
  {
    path: BACKUP_PATH,
    methods: ['POST'],
    listed: NOTHING,
    answer: (_call, { backup }) => (backup === undefined ? undefined : backupAnswer(backup)),
  },
]
