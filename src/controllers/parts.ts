import type { CertificateSigningRequest } from '../apis/certificates.ts'
import type { Clock } from '../apimachinery/clock.ts'
import type { Authorizer } from '../apiserver/authz/authorizer.ts'
import type { Client } from '../apiserver/registry/client.ts'
import type { CsrOrders } from './extensions.ts'
import type { ControllerLog } from './log.ts'

/** What the controllers of CertificateSigningRequests work with. */
export interface CsrControllerParts {
  readonly client: Client<CertificateSigningRequest>
  readonly clock: Clock
  readonly log: ControllerLog
  readonly authorizer: Authorizer
  /** undefined: nobody orders anything */
  readonly orders?: CsrOrders | undefined
  /** as whom what is ordered is decided; default: `client` */
  readonly decider?: Client<CertificateSigningRequest>
}
