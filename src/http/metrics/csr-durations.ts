import { Counter, type Registry } from 'prom-client'

/** The lifetime that was asked for, and given, of an issued certificate. */
export interface CsrDuration {
  readonly requested: boolean
  readonly honored: boolean
  readonly signerName: string
}

const counter = (what: string, help: string) =>
  new Counter({
    name: `apiserver_certificates_registry_csr_${what}_duration_total`,
    help,
    labelNames: ['signerName'],
    registers: [],
  })

/** Counts issued certificates. Made before the registries; {@link Metrics} shows it. */
export class CsrDurations {
  readonly #requested = counter(
    'requested',
    'Issued certificates whose request asked for a lifetime.',
  )
  readonly #honored = counter(
    'honored',
    'Issued certificates whose request asked for a lifetime and got it.',
  )

  registerIn(registry: Registry): void {
    registry.registerMetric(this.#requested)
    registry.registerMetric(this.#honored)
  }

  /** Counts an issued certificate. */
  observe({ requested, honored, signerName }: CsrDuration): void {
    if (requested) this.#requested.inc({ signerName })
    if (requested && honored) this.#honored.inc({ signerName })
  }
}
