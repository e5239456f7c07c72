/**
 * All endpoints that are not resources: those of k8s.io/apiserver, kube-aggregator and
 * kube-apiserver, and csrlab's own.
 */
import { OPENID_CONFIGURATION_PATH, OPENID_KEYS_PATH } from '../../authn/openid.ts'
import { MANAGEMENT_PATH } from '../../extensions.ts'
import { BACKUP_PATH } from './backup-path.ts'
import { MEDIA_TYPES } from '../answer/negotiate.ts'
import type { Answer } from '../answer/answer.ts'
import type { Call } from '../call.ts'
import { backupAnswer, figures, jsonAnswer, openIdAnswer } from './answers.ts'
import { partDiscovery, rootDiscovery } from './discovery-answer.ts'
import { type Endpoint, isThere } from './endpoint.ts'
import type { EndpointParts } from './parts.ts'
import { flagz } from './flagz.ts'
import { HEALTH_ENDPOINTS, healthAnswer, type HealthEndpoint, singleCheckAnswer } from './health.ts'
import { statusz } from './statusz.ts'
import { zPageAnswer } from './zpages.ts'

const JSON_ONLY = ['application/json']
const NOTHING = (): readonly string[] => []

const healthEndpoints = (name: HealthEndpoint): Endpoint[] => [
  {
    path: `/${name}`,
    answer: ({ info }, { health }) => healthAnswer(name, health[name], info.query),
  },
  {
    path: `/${name}/`,
    listed: ({ health }) => health[name].map((check) => `/${name}/${check.name}`),
    answer: ({ info }, { health }) =>
      singleCheckAnswer(health[name], info.path.slice(name.length + 2)),
  },
]

const listedPaths = ({ release }: Call, parts: EndpointParts): string[] => {
  const there = ENDPOINTS.filter((endpoint) => isThere(endpoint, release))
  const paths = there.flatMap(({ path, listed }) => listed?.(parts) ?? [path])
  return [...new Set(paths)].sort()
}

const rootAnswer = (call: Call, parts: EndpointParts): Answer =>
  jsonAnswer({ paths: listedPaths(call, parts) })

export const ENDPOINTS: readonly Endpoint[] = [
  ...['/', '/index.html'].map((path) => ({ path, listed: NOTHING, answer: rootAnswer })),
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
    answer: (_call, { version }) => jsonAnswer(version),
  },
  ...HEALTH_ENDPOINTS.flatMap(healthEndpoints),
  {
    path: '/metrics',
    answer: ({ cluster }, { started }) => figures(cluster.metrics, started),
  },
  {
    path: '/metrics/slis',
    answer: (_call, { slis, started }) => figures(slis, started),
  },
  {
    path: '/statusz',
    gate: 'ComponentStatusz',
    answer: (call, parts) => zPageAnswer(call, statusz(call, parts, listedPaths(call, parts))),
  },
  {
    path: '/flagz',
    gate: 'ComponentFlagz',
    answer: (call, { flags }) => zPageAnswer(call, flagz(flags)),
  },
  {
    path: '/openapi/v2',
    answer: (call, { openApi }) => openApi.answerV2(call),
  },
  {
    path: '/openapi/v3',
    answer: (call, { openApi }) => openApi.answerIndex(call),
  },
  {
    path: '/openapi/v3/',
    answer: (call, { openApi }) =>
      openApi.answerDocument(call, call.info.path.slice('/openapi/v3/'.length)),
  },
  {
    path: OPENID_KEYS_PATH,
    produces: ['application/jwk-set+json'],
    answer: async (_call, { openId }) =>
      openIdAnswer('application/jwk-set+json', await openId.keys()),
  },
  {
    path: OPENID_CONFIGURATION_PATH,
    produces: JSON_ONLY,
    answer: (_call, { openId }) => openIdAnswer('application/json', openId.configuration()),
  },
  ...[MANAGEMENT_PATH, `${MANAGEMENT_PATH}/`].map((path) => ({
    path,
    // a real cluster has no such paths
    listed: NOTHING,
    answer: ({ info, body, user, signal, cluster }: Call) =>
      cluster.mount?.answer(info.method, info.path, {
        query: info.query,
        body,
        user,
        signal,
      }),
  })),
  {
    path: BACKUP_PATH,
    listed: NOTHING,
    answer: ({ method }, { backup }) =>
      method === 'POST' && backup !== undefined ? backupAnswer(backup) : undefined,
  },
]
