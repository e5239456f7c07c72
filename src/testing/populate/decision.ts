import { isJsonObject, type JsonObject } from '../../apimachinery/text/json.ts'

export interface CsrDecision {
  readonly type: 'Approved' | 'Denied'
  readonly reason: string
  readonly message?: string
}

const REQUEST_KIND = 'CertificateSigningRequest'

/** Returns the decision in a CSR's status, which server-side apply ignores. */
export const decisionOf = ({ kind, status }: JsonObject): CsrDecision | undefined => {
  const conditions: unknown = isJsonObject(status) ? status['conditions'] : undefined
  if (kind !== REQUEST_KIND || !Array.isArray(conditions)) return undefined
  const decided = conditions
    .filter(isJsonObject)
    .find(({ type }) => type === 'Approved' || type === 'Denied')
  if (decided === undefined) return undefined
  const { type, reason, message } = decided
  return {
    type: type as CsrDecision['type'],
    reason: typeof reason === 'string' ? reason : 'Populate',
    ...(typeof message === 'string' && { message }),
  }
}
