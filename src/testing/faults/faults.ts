/** The injected faults. The first one that applies to a request takes effect. */
import type { Clock } from '../../apimachinery/clock.ts'
import type { KubeObject } from '../../apimachinery/meta.ts'
import { alreadyExists, conflictingState, notFound } from '../../apimachinery/status.ts'
import type { CertificateSigningRequest } from '../../apis/certificates.ts'
import type { FaultyCertificates } from '../../ca/faulty-certificate.ts'
import type { Interference, RequestObserver, ObservedRequest } from '../../apiserver/extensions.ts'
import type { CsrOrders, DecidingOrder, SigningOrder } from '../../controllers/extensions.ts'
import type { Fault } from './fault.ts'
import { interferenceOf } from './interference.ts'
import { csrMatches, type FindObject, requestMatches } from './matching.ts'
import { OpenWatches } from './open-watches.ts'
import { OrderedFault } from './ordered-fault.ts'
import { signingOrder } from './signing-order.ts'

interface FaultParts {
  readonly seed: number
  readonly realTime: Clock
  readonly find: FindObject
  readonly certificates: FaultyCertificates
  /** the faults that a cluster had before it slept */
  readonly ordered?: readonly OrderedFault[] | undefined
}

const FAULTS = { group: '', resource: 'faults' }

/** A limit, because each request is matched against all faults. */
const MOST = 1000

const concerns = ({ fault }: Fault, verb: string): boolean => {
  if ('watchCut' in fault || 'watchGone' in fault) return verb === 'watch'
  if ('staleList' in fault) return verb === 'list'
  return !('signer' in fault || 'approver' in fault)
}

export class Faults implements RequestObserver, CsrOrders {
  readonly #parts: FaultParts
  readonly #ordered = new Map<string, OrderedFault>()
  readonly #watches: OpenWatches
  readonly #listeners: (() => void)[] = []

  constructor(parts: FaultParts) {
    this.#parts = parts
    for (const ordered of parts.ordered ?? []) this.#ordered.set(ordered.fault.name, ordered)
    this.#watches = new OpenWatches(parts.realTime)
  }

  /**
   * Adds a fault. A fault that ends watches also applies to open ones. Throws 409 for a taken name,
   * and for more than a thousand faults.
   */
  add(fault: Fault): OrderedFault {
    if (this.#ordered.has(fault.name)) throw alreadyExists(FAULTS, fault.name)
    if (this.#ordered.size >= MOST)
      throw conflictingState(`there are already ${MOST} faults; remove some first`)
    const ordered = new OrderedFault(fault, this.#parts.seed)
    this.#ordered.set(fault.name, ordered)
    if ('watchCut' in fault.fault || 'watchGone' in fault.fault)
      this.#watches.strike(fault, (request) => this.#strikes(ordered, request))
    return ordered
  }

  freeName(): string {
    let number = 1
    while (this.#ordered.has(`fault-${number}`)) number++
    return `fault-${number}`
  }

  all(): OrderedFault[] {
    return [...this.#ordered.values()]
  }

  /** Throws a 404 StatusError. */
  get(name: string): OrderedFault {
    const found = this.#ordered.get(name)
    if (found === undefined) throw notFound(FAULTS, name)
    return found
  }

  /** Removes a fault and resumes CSRs that it held; delayed requests stay delayed. Throws 404. */
  remove(name: string): OrderedFault {
    const found = this.get(name)
    this.#ordered.delete(name)
    this.#resume()
    return found
  }

  clear(): number {
    const { size } = this.#ordered
    this.#ordered.clear()
    this.#resume()
    return size
  }

  signing(csr: CertificateSigningRequest): SigningOrder | undefined {
    const fault = this.#first('signer', csr)
    return fault && 'signer' in fault
      ? signingOrder(fault.signer, this.#parts.certificates)
      : undefined
  }

  deciding(csr: CertificateSigningRequest): DecidingOrder | undefined {
    const fault = this.#first('approver', csr)
    return fault && 'approver' in fault ? fault.approver : undefined
  }

  /** Returns the name of the signer or approver fault that affects a CSR, if any. */
  heldBy({ metadata: { uid = '' } }: KubeObject): string | undefined {
    return this.all().find((ordered) => ordered.hasStruck(uid))?.fault.name
  }

  onChange(task: () => void): void {
    this.#listeners.push(task)
  }

  before(request: ObservedRequest): Interference | undefined {
    const { verb, resourceRequest } = request.info
    if (this.#ordered.size === 0 && verb !== 'watch') return undefined
    const fault = this.all().find((ordered) => this.#strikes(ordered, request))?.fault
    const interference = fault && interferenceOf(fault, request, this.#parts.realTime)
    if (verb !== 'watch' || !resourceRequest) return interference
    return {
      ...(fault !== undefined && { name: fault.name }),
      around: (handle) => (interference === undefined ? handle() : interference.around(handle)),
      onWatch: (watch) => this.#watches.begin(request, watch, fault),
    }
  }

  #resume(): void {
    for (const task of this.#listeners) task()
  }

  #first(kind: 'signer' | 'approver', csr: CertificateSigningRequest): Fault['fault'] | undefined {
    return this.all().find(
      (ordered) =>
        kind in ordered.fault.fault &&
        csrMatches(ordered.fault.match, csr) &&
        ordered.strikesAlways(csr.metadata.uid ?? ''),
    )?.fault.fault
  }

  #strikes(ordered: OrderedFault, request: ObservedRequest): boolean {
    const { fault } = ordered
    return (
      concerns(fault, request.info.verb) &&
      requestMatches(fault.match, request, this.#parts.find) &&
      ordered.strikes()
    )
  }
}
