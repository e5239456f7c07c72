/** Hints for those who read a request, and for those who are refused. Without the service nothing is said. */
import type { IncomingHttpHeaders } from 'node:http'
import type { FastifyRequest } from 'fastify'
import { CERTIFICATES_GROUP, type CertificateSigningRequest } from '../api/kinds/certificates.ts'
import type { KubeObject } from '../api/meta.ts'
import { StatusError } from '../api/status.ts'
import type { Authenticator } from '../authn/authenticator.ts'
import { ImpersonationError } from '../authn/impersonation.ts'
import type { Call, Services } from './call.ts'
import { credentialsOf } from './gate/credentials.ts'
import { impersonate } from './gate/impersonate.ts'
import { MalformedUrl, parseRequestInfo } from './request-info.ts'

/** What kubectl says that it is doing: `kubectl certificate approve`. */
const commandOf = (headers: IncomingHttpHeaders): string => {
  const command = headers['kubectl-command']
  return typeof command === 'string' ? command : ''
}

/** Adds the hints for whoever reads one object. */
export const hintsOnRead = (call: Call, object: KubeObject, table: boolean): void => {
  const { services, headers, info, warnings } = call
  if (services.hints === undefined || info.resource !== 'certificatesigningrequests') return
  if (info.apiGroup !== CERTIFICATES_GROUP) return
  const texts = services.hints.onRead({
    csr: object as CertificateSigningRequest,
    command: commandOf(headers),
    table,
  })
  for (const text of texts) warnings.add(text)
}

interface Parts {
  readonly services: Services
  readonly authenticator: Authenticator
}

const EXPLAINED = new Set([400, 403, 404, 422])

/**
 * The hints for somebody who was refused. It finds out again who that is, since the error may be older than that knowledge, and
 * refusals are rare.
 */
export const hintsOnError = (
  { services, authenticator }: Parts,
  request: FastifyRequest,
  error: unknown,
): string[] => {
  const { hints, authorizer } = services
  if (hints === undefined || !(error instanceof StatusError)) return []
  const credentials = credentialsOf(request.raw)
  if (error.code === 401) return hints.onUnauthorized(credentials)
  if (!EXPLAINED.has(error.code)) return []
  try {
    const { user } = authenticator.authenticate(credentials)
    if (user === undefined) return []
    const info = parseRequestInfo(request.method, request.originalUrl)
    return hints.onRefusal({
      ...info,
      isResource: info.isResourceRequest,
      asker: user,
      user: impersonate(request.raw.rawHeaders, info.path, user, authorizer),
      error,
      command: commandOf(request.headers),
      body: Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
    })
  } catch (cause) {
    // a path that cannot be read, or somebody who may not act for another
    if (cause instanceof StatusError || cause instanceof MalformedUrl) return []
    if (cause instanceof ImpersonationError) return []
    throw cause
  }
}
