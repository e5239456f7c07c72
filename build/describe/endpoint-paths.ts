/** Paths that are no resource: health, metrics, OpenAPI and the rest of src/apiserver/http/endpoints. */
import type { Tag } from './discovery-paths.ts'
import type { PathItem, Paths } from './operation.ts'
import { reference } from './vocabulary.ts'

const TAGS = {
  paths: 'The paths of the server',
  version: 'The version of the server',
  health: 'How the server is',
  metrics: 'Figures about the server',
  debug: 'How the server is and was started, for people',
  openapi: 'Descriptions of the API',
  openid: 'Keys of the issuer of service account tokens',
  WellKnown: 'Description of the issuer of service account tokens',
} as const

/** A GET. `response` and `parameters` name components of openapi.yaml. */
const get = (
  tag: keyof typeof TAGS,
  operationId: string,
  description: string,
  response: string,
  parameters?: readonly string[],
): PathItem => ({
  ...(parameters && { parameters: parameters.map((name) => reference('parameters', name)) }),
  get: {
    description,
    operationId,
    tags: [tag],
    responses: {
      '200': reference('responses', response),
      '401': reference('responses', 'Unauthorized'),
    },
  },
})

const health = (operationId: string, description: string): PathItem =>
  get('health', operationId, description, 'Health', ['verbose', 'exclude'])

export const endpointTags: readonly Tag[] = Object.entries(TAGS).map(([name, description]) => ({
  name,
  description,
}))

export const endpointPaths: Paths = {
  '/': get('paths', 'getRootPaths', 'List the paths of the server.', 'Paths'),
  '/version/': get(
    'version',
    'getCodeVersion',
    'Tell the version of the server.',
    'io.k8s.apimachinery.pkg.version.Info',
  ),
  '/healthz': health(
    'getHealthz',
    'Tell whether the server works. Superseded by `/livez` and `/readyz`.',
  ),
  '/livez': health('getLivez', 'Tell whether the server works, or should be started anew.'),
  '/readyz': health('getReadyz', 'Tell whether the server takes requests.'),
  '/metrics': get(
    'metrics',
    'getMetrics',
    'Report figures about the server, in the text format of Prometheus.',
    'Metrics',
  ),
  '/metrics/slis': get(
    'metrics',
    'getMetricsSLIs',
    'Report how the health checks go, in the text format of Prometheus.',
    'Metrics',
  ),
  '/statusz': get(
    'debug',
    'getStatusz',
    'Tell how long the server has run, and what it is. Since 1.36.',
    'ZPage',
  ),
  '/flagz': get(
    'debug',
    'getFlagz',
    'Tell what the options of the server are set to. Since 1.36.',
    'ZPage',
  ),
  '/openapi/v2': get(
    'openapi',
    'getOpenAPIV2',
    'Describe the whole API in one document, in version 2 of OpenAPI.',
    'OpenAPI',
  ),
  '/openapi/v3': get(
    'openapi',
    'getOpenAPIV3',
    'List the documents that describe the API, one for each group and version.',
    'OpenAPIIndex',
  ),
  '/openapi/v3/api/v1': get(
    'openapi',
    'getOpenAPIV3CoreV1',
    'Describe the core group, in version 3 of OpenAPI.',
    'OpenAPI',
    ['hash'],
  ),
  '/openapi/v3/apis/{group}/{version}': get(
    'openapi',
    'getOpenAPIV3GroupVersion',
    'Describe a version of a group, in version 3 of OpenAPI.',
    'OpenAPI',
    ['group', 'version', 'hash'],
  ),
  '/openid/v1/jwks': get(
    'openid',
    'getServiceAccountIssuerOpenIDKeyset',
    'Publish the keys that tokens of service accounts are signed with.',
    'Keys',
  ),
  '/.well-known/openid-configuration': get(
    'WellKnown',
    'getServiceAccountIssuerOpenIDConfiguration',
    'Describe the issuer of service account tokens, as OpenID Connect discovery does.',
    'Issuer',
  ),
}
