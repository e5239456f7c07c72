import type { CertificateSigningRequest } from '../apis/certificates.ts'
import type { ClusterTime } from '../apimachinery/clock.ts'
import type { KubeObject } from '../apimachinery/meta.ts'
import type { Authorizer } from '../apiserver/authz/authorizer.ts'
import type { Client } from '../apiserver/registry/client.ts'
import type { CsrOrders } from './extensions.ts'
import type { ControllerLog } from './log.ts'

/** The dependencies of every controller. */
export interface ControllerDependencies {
  readonly clock: ClusterTime
  readonly log: ControllerLog
}

/** The dependencies of a controller of one resource. */
export interface ResourceDependencies<T extends KubeObject> extends ControllerDependencies {
  readonly client: Client<T>
}

/** The dependencies of the controllers of CertificateSigningRequests. */
export interface CsrDependencies extends ResourceDependencies<CertificateSigningRequest> {
  readonly authorizer: Authorizer
  /** undefined: no orders */
  readonly orders?: CsrOrders
  /** writes the decisions of orders; default: `client` */
  readonly decider?: Client<CertificateSigningRequest>
}
