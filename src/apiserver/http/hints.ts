import type { IncomingHttpHeaders } from 'node:http'
import { CERTIFICATES_GROUP, type CertificateSigningRequest } from '../../apis/certificates.ts'
import type { KubeObject } from '../../apimachinery/meta.ts'
import { StatusError } from '../../apimachinery/status.ts'
import type { Call } from './call.ts'
import { credentialsOf } from './gate/credentials.ts'

const commandOf = (headers: IncomingHttpHeaders): string => String(headers['kubectl-command'] ?? '')

export const hintsOnRead = (call: Call, object: () => KubeObject, table: boolean): void => {
  const { services, headers, info } = call
  if (services.advice === undefined || info.resource !== 'certificatesigningrequests') return
  if (info.apiGroup !== CERTIFICATES_GROUP) return
  const texts = services.advice.onRead({
    csr: object() as CertificateSigningRequest,
    command: commandOf(headers),
    table,
  })
  texts.forEach(call.warn)
}

const EXPLAINED = new Set([400, 403, 404, 422])

export const hintsOnError = (call: Call, error: unknown): string[] => {
  const { advice } = call.services
  if (advice === undefined || !(error instanceof StatusError)) return []
  if (error.code === 401) return advice.onUnauthorized(credentialsOf(call.request))
  // if impersonation is refused, the user is unknown
  if (!EXPLAINED.has(error.code) || !call.isIdentified) return []
  const { info, asker, user, headers, body } = call
  return advice.onRefusal({
    ...info,
    asker,
    user,
    error,
    command: commandOf(headers),
    body,
  })
}
