import { Counter } from 'prom-client'

/** How long a certificate was asked for, and given. */
export interface CsrDuration {
  readonly requested: boolean
  readonly honored: boolean
  readonly signerName: string
}

const counter = (name: string, help: string): Counter =>
  new Counter({ name, help, labelNames: ['signerName'], registers: [] })

/** Counts issued certificates. Made before all that it is counted in, and shown among the other metrics. */
export class CsrDurations {
  readonly #requested = counter(
    'apiserver_certificates_registry_csr_requested_duration_total',
    'Issued certificates whose request asked for a lifetime.',
  )
  readonly #honored = counter(
    'apiserver_certificates_registry_csr_honored_duration_total',
    'Issued certificates whose request asked for a lifetime and got it.',
  )

  get counters(): readonly Counter[] {
    return [this.#requested, this.#honored]
  }

  /** A certificate was issued. */
  observe({ requested, honored, signerName }: CsrDuration): void {
    if (requested) this.#requested.inc({ signerName })
    if (requested && honored) this.#honored.inc({ signerName })
  }
}
