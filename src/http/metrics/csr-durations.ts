import { Counter } from 'prom-client'
import { type Counted, Counts } from './counted.ts'

/** How long a certificate was asked for, and given. */
export interface CsrDuration {
  readonly requested: boolean
  readonly honored: boolean
  readonly signerName: string
}

const LABELS = ['signerName']
const REQUESTED = {
  name: 'apiserver_certificates_registry_csr_requested_duration_total',
  help: 'Issued certificates whose request asked for a lifetime.',
  labelNames: LABELS,
}
const HONORED = {
  name: 'apiserver_certificates_registry_csr_honored_duration_total',
  help: 'Issued certificates whose request asked for a lifetime and got it.',
  labelNames: LABELS,
}

/** Counts issued certificates. Made before all that it is counted in, and shown among the other metrics. */
export class CsrDurations {
  readonly #requested = new Counts(Counter, REQUESTED)
  readonly #honored = new Counts(Counter, HONORED)

  get counted(): readonly Counted[] {
    return [this.#requested, this.#honored]
  }

  /** A certificate was issued. */
  observe({ requested, honored, signerName }: CsrDuration): void {
    if (requested) this.#requested.of({ signerName }).value += 1
    if (requested && honored) this.#honored.of({ signerName }).value += 1
  }
}
