import { Counts, type Metric } from './metric.ts'

/** How long a certificate was asked for, and given. */
export interface CsrDuration {
  readonly requested: boolean
  readonly honored: boolean
  readonly signerName: string
}

const PREFIX = 'apiserver_certificates_registry_csr'

/** Counts issued certificates. Made before all that it is counted in, and shown among the other metrics. */
export class CsrDurations {
  readonly #requested = new Counts(
    'counter',
    `${PREFIX}_requested_duration_total`,
    'Issued certificates whose request asked for a lifetime.',
  )
  readonly #honored = new Counts(
    'counter',
    `${PREFIX}_honored_duration_total`,
    'Issued certificates whose request asked for a lifetime and got it.',
  )

  get metrics(): readonly Metric[] {
    return [this.#requested, this.#honored]
  }

  /** A certificate was issued. */
  observe({ requested, honored, signerName }: CsrDuration): void {
    if (requested) this.#requested.of({ signerName }).value += 1
    if (requested && honored) this.#honored.of({ signerName }).value += 1
  }
}
