/** Paths of endpoints that are not resources (src/apiserver/http/endpoints). */
import type { Tag } from './discovery-paths.ts'
import type { PathItem, Paths } from './operation.ts'
import { reference } from './vocabulary.ts'

const TAGS = {
  paths: 'Paths of the server',
  version: 'Version of the server',
  health: 'Health of the server',
  metrics: 'Metrics of the server',
  debug: 'Status and options of the server, for people',
  openapi: 'OpenAPI documents',
  openid: 'Public keys of the service account token issuer',
  WellKnown: 'OpenID discovery of the service account token issuer',
} as const

/** `response` and `parameters` are names of components in openapi.yaml. */
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
    'Show the version of the server.',
    'io.k8s.apimachinery.pkg.version.Info',
  ),
  '/healthz': health(
    'getHealthz',
    'Check the health of the server. Superseded by `/livez` and `/readyz`.',
  ),
  '/livez': health('getLivez', 'Check whether the server is alive, or must be restarted.'),
  '/readyz': health('getReadyz', 'Check whether the server is ready for requests.'),
  '/metrics': get(
    'metrics',
    'getMetrics',
    'Show metrics of the server in the Prometheus text format.',
    'Metrics',
  ),
  '/metrics/slis': get(
    'metrics',
    'getMetricsSLIs',
    'Show metrics of the health checks in the Prometheus text format.',
    'Metrics',
  ),
  '/statusz': get(
    'debug',
    'getStatusz',
    'Show the uptime and version of the server. Since 1.36.',
    'ZPage',
  ),
  '/flagz': get('debug', 'getFlagz', 'Show the values of the server options. Since 1.36.', 'ZPage'),
  '/openapi/v2': get(
    'openapi',
    'getOpenAPIV2',
    'Describe the whole API in one OpenAPI v2 document.',
    'OpenAPI',
  ),
  '/openapi/v3': get(
    'openapi',
    'getOpenAPIV3',
    'List the OpenAPI v3 documents, one for each group and version.',
    'OpenAPIIndex',
  ),
  '/openapi/v3/api/v1': get(
    'openapi',
    'getOpenAPIV3CoreV1',
    'Describe the core group in OpenAPI v3.',
    'OpenAPI',
    ['hash'],
  ),
  '/openapi/v3/apis/{group}/{version}': get(
    'openapi',
    'getOpenAPIV3GroupVersion',
    'Describe a version of a group in OpenAPI v3.',
    'OpenAPI',
    ['group', 'version', 'hash'],
  ),
  '/openid/v1/jwks': get(
    'openid',
    'getServiceAccountIssuerOpenIDKeyset',
    'Show the public keys that verify service account tokens.',
    'Keys',
  ),
  '/.well-known/openid-configuration': get(
    'WellKnown',
    'getServiceAccountIssuerOpenIDConfiguration',
    'Show the OpenID Connect discovery document of the service account token issuer.',
    'Issuer',
  ),
}
