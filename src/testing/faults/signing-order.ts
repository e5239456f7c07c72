import type { FaultyCertificates } from '../../ca/faulty-certificate.ts'
import type { SigningOrder } from '../../controllers/extensions.ts'
import type { SignerFault } from './fault.ts'

export const signingOrder = (
  { delay, answer }: SignerFault,
  certificates: FaultyCertificates,
): SigningOrder => {
  if (answer === 'silent') return { delayMs: delay, answer: 'silence' }
  if (typeof answer !== 'string') return { delayMs: delay, answer }
  return {
    delayMs: delay,
    answer: { issue: (authority, issuance) => certificates.issue(answer, authority, issuance) },
  }
}
