import { type CertificateSigningRequest, conditionsOf } from '../../../apis/certificates.ts'
import { type FieldError, FieldPath, forbidden } from '../../../apimachinery/field.ts'

type CSR = CertificateSigningRequest

export type CsrEndpoint = 'main' | 'status' | 'approval'

export const conditionsPath = FieldPath.of('status', 'conditions')
export const certificatePath = FieldPath.of('status', 'certificate')

/** Approved and Denied change only through /approval and, like Failed, are never removed. */
export const historyErrors = (object: CSR, old: CSR, endpoint: CsrEndpoint): FieldError[] => {
  const errors: FieldError[] = []
  const refuse = (what: string, type: string): void => {
    errors.push(forbidden(conditionsPath, `updates may not ${what} a condition of type "${type}"`))
  }
  for (const type of ['Approved', 'Denied', 'Failed']) {
    if (conditionsOf(object, type).length < conditionsOf(old, type).length) refuse('remove', type)
  }
  if (endpoint === 'approval') return errors
  for (const type of ['Approved', 'Denied']) {
    const [now, before] = [conditionsOf(object, type), conditionsOf(old, type)]
    if (now.length > before.length) refuse('add', type)
    else if (now.length === before.length && JSON.stringify(now) !== JSON.stringify(before))
      refuse('modify', type)
  }
  return errors
}

export const certificateHistoryErrors = (
  object: CSR,
  old: CSR,
  endpoint: CsrEndpoint,
): FieldError[] => {
  const [now, before] = [object.status.certificate ?? '', old.status.certificate ?? '']
  if (now === before) return []
  if (endpoint !== 'status')
    return [forbidden(certificatePath, 'updates may not set certificate content')]
  return before === ''
    ? []
    : [forbidden(certificatePath, 'updates may not modify existing certificate content')]
}
