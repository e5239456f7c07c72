import type { CertificateSigningRequest } from '../apis/certificates.ts'
import type { Authorizer } from '../apiserver/authz/authorizer.ts'
import type { Client } from '../apiserver/registry/client.ts'
import type { ResourceDependencies } from './dependencies.ts'
import type { CsrOrders } from './extensions.ts'

/** The dependencies of the controllers of CertificateSigningRequests. */
export interface CsrDependencies extends ResourceDependencies<CertificateSigningRequest> {
  readonly authorizer: Authorizer
  /** undefined: no orders */
  readonly orders?: CsrOrders | undefined
  /** writes the decisions of orders; default: `client` */
  readonly decider?: Client<CertificateSigningRequest>
}
