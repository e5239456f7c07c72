import type { CertificateSigningRequest } from '../apis/certificates.ts'
import type { KeyedController } from './controller.ts'
import { keyOf } from './object-controller.ts'
import type { CsrOrders } from './extensions.ts'

export class HeldRequests {
  readonly #keys = new Set<string>()

  add(csr: CertificateSigningRequest): void {
    this.#keys.add(keyOf(csr))
  }

  delete(csr: CertificateSigningRequest): void {
    this.#keys.delete(keyOf(csr))
  }

  /** Makes the controller look at held CSRs again when an order is withdrawn. */
  releasedTo(controller: KeyedController, orders: CsrOrders | undefined): KeyedController {
    orders?.onTakenBack(() => {
      const keys = [...this.#keys]
      this.#keys.clear()
      for (const key of keys) controller.look(key)
    })
    return controller
  }
}
