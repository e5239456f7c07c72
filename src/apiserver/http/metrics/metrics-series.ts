/** Labels are limited to what is served, so that clients cannot create series at will. */
import { OPENID_CONFIGURATION_PATH, OPENID_KEYS_PATH } from '../../authn/openid.ts'
import type { RequestInfo } from '../request-info.ts'
import type { Catalogue } from '../served.ts'

export const LABELS = [
  'verb',
  'group',
  'version',
  'resource',
  'subresource',
  'scope',
  'component',
] as const
export type RequestLabels = Readonly<Record<(typeof LABELS)[number], string>>

const WRITES = new Set(['create', 'update'])

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])

const ENDPOINTS = new Set([
  '/',
  OPENID_CONFIGURATION_PATH,
  OPENID_KEYS_PATH,
  '/api',
  '/apis',
  '/healthz',
  '/livez',
  '/readyz',
  '/metrics',
  '/metrics/slis',
  '/statusz',
  '/flagz',
  '/openapi/v2',
  '/openapi/v3',
  '/version',
])

const OTHER: Omit<RequestLabels, 'verb'> = {
  group: '',
  version: '',
  resource: '',
  subresource: '',
  scope: '',
  component: 'apiserver',
}

const scopeOf = ({ name, verb, namespace }: RequestInfo): string => {
  if (name !== '' || verb === 'create') return 'resource'
  return namespace === '' ? 'cluster' : 'namespace'
}

/** `mediaType` distinguishes server-side apply from other patches. */
export const requestLabels = (
  info: RequestInfo,
  mediaType: string,
  catalogue: Catalogue,
): RequestLabels => {
  const method = METHODS.has(info.method) ? info.method : 'other'
  if (!info.resourceRequest) {
    return { ...OTHER, verb: method, subresource: ENDPOINTS.has(info.path) ? info.path : '' }
  }
  const { apiGroup: group, apiVersion: version, resource, subresource } = info
  if (!catalogue.has(group, version, resource, '')) return { ...OTHER, verb: method }
  const verb =
    info.verb === 'patch' && mediaType === 'application/apply-patch+yaml'
      ? 'APPLY'
      : info.method === 'HEAD' || info.verb === '' || WRITES.has(info.verb)
        ? method
        : info.verb.toUpperCase()
  return {
    verb,
    group,
    version,
    resource,
    subresource:
      subresource === '' || catalogue.has(group, version, resource, subresource) ? subresource : '',
    scope: scopeOf(info),
    component: OTHER.component,
  }
}
