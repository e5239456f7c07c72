/** The injected faults. The first one that applies to a request takes effect. */
import type { Clock } from '../../apimachinery/clock.ts'
import type { KubeObject } from '../../apimachinery/meta.ts'
import { alreadyExists, conflictingState, notFound } from '../../apimachinery/status.ts'
import type { CertificateSigningRequest } from '../../apis/certificates.ts'
import type { FaultyCertificates } from './faulty-certificate.ts'
import type { Interference, RequestObserver, ObservedRequest } from '../../apiserver/extensions.ts'
import type { CsrOrders, DecidingOrder, SigningOrder } from '../../controllers/extensions.ts'
import type { FaultOrder } from '../generated/bodies.d.ts'
import type { Fault, FaultEffect } from './fault.ts'
import { csrMatches, type FindObject, requestMatches } from './matching.ts'
import { type OpenWatches, openWatches } from './open-watches.ts'
import { readFault, type ReadingParts } from './read-fault.ts'

interface FaultsParts extends ReadingParts {
  readonly seed: number
  readonly realTime: Clock
  readonly find: FindObject
  readonly certificates: FaultyCertificates
  /** the faults from before the cluster slept */
  readonly kept?: readonly Fault[] | undefined
}

const FAULTS = { group: '', resource: 'faults' }

/** A limit, because a request that no fault matches is compared with all faults. */
const MOST = 1000

const concerns = ({ verb, around, watch }: FaultEffect, asked: string): boolean =>
  (around ?? watch) !== undefined && (verb ?? asked) === asked

export class Faults implements RequestObserver, CsrOrders {
  readonly #parts: FaultsParts
  readonly #faults: Map<string, Fault>
  readonly #watches: OpenWatches
  readonly #listeners: (() => void)[] = []

  constructor(parts: FaultsParts) {
    this.#parts = parts
    this.#faults = new Map(parts.kept?.map((fault) => [fault.name, fault]))
    this.#watches = openWatches(parts.realTime)
  }

  /**
   * Adds a fault, which must match the schema. A fault that ends watches also applies to open
   * watches. Throws FieldProblem, and 409 for a taken name or more than a thousand faults.
   */
  add(order: FaultOrder): Fault {
    const fault = readFault({ name: this.#freeName(), ...order }, this.#parts)
    if (this.#faults.has(fault.name)) throw alreadyExists(FAULTS, fault.name)
    if (this.#faults.size >= MOST)
      throw conflictingState(`there are already ${MOST} faults; remove some first`)
    this.#faults.set(fault.name, fault)
    if (fault.effect.watch !== undefined)
      this.#watches.strike(fault, (request) => this.#strikes(fault, request))
    return fault
  }

  #freeName(): string {
    let number = 1
    while (this.#faults.has(`fault-${number}`)) number++
    return `fault-${number}`
  }

  all(): Fault[] {
    return [...this.#faults.values()]
  }

  /** Throws 404. */
  get(name: string): Fault {
    const found = this.#faults.get(name)
    if (found === undefined) throw notFound(FAULTS, name)
    return found
  }

  /** Removes a fault and resumes CSRs that it held; delayed requests stay delayed. Throws 404. */
  remove(name: string): Fault {
    const found = this.get(name)
    this.#faults.delete(name)
    this.#resume()
    return found
  }

  clear(): number {
    const { size } = this.#faults
    this.#faults.clear()
    this.#resume()
    return size
  }

  signing(csr: CertificateSigningRequest): SigningOrder | undefined {
    return this.#first('signer', csr)?.(this.#parts.certificates)
  }

  deciding(csr: CertificateSigningRequest): DecidingOrder | undefined {
    return this.#first('approver', csr)
  }

  /** Returns the name of the first fault that has affected the CSR, if any. */
  heldBy({ metadata: { uid = '' } }: KubeObject): string | undefined {
    return this.all().find((fault) => fault.hasStruck(uid))?.name
  }

  onChange(task: () => void): void {
    this.#listeners.push(task)
  }

  before(request: ObservedRequest): Interference | undefined {
    const { verb, resourceRequest } = request.info
    if (this.#faults.size === 0 && verb !== 'watch') return undefined
    const fault = this.all().find((one) => this.#strikes(one, request))
    const around = fault?.effect.around
    const isWatch = verb === 'watch' && resourceRequest
    if (around === undefined && !isWatch) return undefined
    return {
      ...(fault !== undefined && { name: fault.name }),
      around: (handle) => around?.(handle, request, this.#parts.realTime) ?? handle(),
      ...(isWatch && { onWatch: (watch) => this.#watches.begin(request, watch, fault) }),
    }
  }

  #resume(): void {
    for (const task of this.#listeners) task()
  }

  #first<K extends 'signer' | 'approver'>(
    kind: K,
    csr: CertificateSigningRequest,
  ): FaultEffect[K] | undefined {
    return this.all().find(
      (fault) =>
        fault.effect[kind] !== undefined &&
        csrMatches(fault.match, csr) &&
        fault.strikesAlways(csr.metadata.uid ?? '', this.#parts.seed),
    )?.effect[kind]
  }

  #strikes(fault: Fault, request: ObservedRequest): boolean {
    const { find, seed } = this.#parts
    return (
      concerns(fault.effect, request.info.verb) &&
      requestMatches(fault.match, request, find) &&
      fault.strikes(seed)
    )
  }
}
