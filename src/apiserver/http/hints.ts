import type { IncomingHttpHeaders } from 'node:http'
import { CERTIFICATES_GROUP, type CertificateSigningRequest } from '../../apis/certificates.ts'
import type { KubeObject } from '../../apimachinery/meta.ts'
import { StatusError } from '../../apimachinery/status.ts'
import type { Call, Refused } from './call.ts'
import { credentialsOf } from './filters/authentication.ts'

const commandOf = (headers: IncomingHttpHeaders): string => String(headers['kubectl-command'] ?? '')

export const hintsOnRead = (call: Call, object: () => KubeObject, table: boolean): void => {
  const { cluster, headers, info } = call
  if (cluster.advice === undefined || info.resource !== 'certificatesigningrequests') return
  if (info.apiGroup !== CERTIFICATES_GROUP) return
  const texts = cluster.advice.onRead({
    csr: object() as CertificateSigningRequest,
    command: commandOf(headers),
    table,
  })
  texts.forEach(call.warn)
}

const NOTHING = Buffer.alloc(0)

const EXPLAINED = new Set([400, 403, 404, 422])

export const hintsOnError = (call: Refused, error: unknown): string[] => {
  const { advice } = call.cluster
  if (advice === undefined || !(error instanceof StatusError)) return []
  if (error.code === 401) return advice.onUnauthorized(credentialsOf(call.request))
  // if impersonation is refused, the user is unknown
  const { info, asker, user, headers, body = NOTHING } = call
  if (!EXPLAINED.has(error.code) || !info || !asker || !user) return []
  return advice.onRefusal({
    ...info,
    asker,
    user,
    error,
    command: commandOf(headers),
    body,
  })
}
