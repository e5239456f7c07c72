import type { CertificateSigningRequest } from '../apis/certificates.ts'
import type { ObjectClient } from './object-client.ts'
import type { Controller, KeyedController } from './controller.ts'
import type { ResourceDependencies } from './dependencies.ts'
import type { CsrOrders } from './extensions.ts'

export interface CsrDependencies extends ResourceDependencies<CertificateSigningRequest> {
  readonly orders?: CsrOrders | undefined
  /** the client that writes decisions made by `orders`; default: `client` */
  readonly decider?: ObjectClient<CertificateSigningRequest>
}

/** Queues all CSRs whenever `orders` reports a change. */
export const followOrders = (
  controller: KeyedController,
  { client, orders }: CsrDependencies,
): Controller => {
  orders?.onChange(() => {
    for (const { key } of client.rows()) controller.look(key.slice(key.lastIndexOf('/')))
  })
  return controller
}
