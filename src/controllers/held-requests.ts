/** Requests that an order holds up, and that go on when it is taken back. */
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

  /** The controller that holds them looks at them again when an order has been taken back. */
  releasedTo(controller: KeyedController, orders: CsrOrders | undefined): KeyedController {
    orders?.onTakenBack(() => {
      const keys = [...this.#keys]
      this.#keys.clear()
      for (const key of keys) controller.look(key)
    })
    return controller
  }
}
