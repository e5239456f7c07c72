import type { CertificateSigningRequest } from '../apis/certificates.ts'
import type { ObjectClient } from './object-client.ts'
import type { ResourceDependencies } from './dependencies.ts'
import type { CsrOrders } from './extensions.ts'

export interface CsrDependencies extends ResourceDependencies<CertificateSigningRequest> {
  readonly orders?: CsrOrders | undefined
  /** writes the decisions of orders; default: `client` */
  readonly decider?: ObjectClient<CertificateSigningRequest>
}
