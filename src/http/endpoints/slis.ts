/** `/metrics/slis`: the health checks as figures (`k8s.io/component-base/metrics/prometheus/slis`). */
import { Counts } from '../metrics/metric.ts'
import { metricsType, metricText } from '../metrics/text.ts'
import type { HealthCheck, HealthEndpoint } from './health.ts'

export class HealthSlis {
  readonly #health: Readonly<Record<HealthEndpoint, readonly HealthCheck[]>>
  readonly #healthy = new Counts(
    'gauge',
    'kubernetes_healthcheck',
    'Whether a health check passes.',
  )
  readonly #total = new Counts(
    'counter',
    'kubernetes_healthchecks_total',
    'Health checks that were made, by result.',
  )

  constructor(health: Readonly<Record<HealthEndpoint, readonly HealthCheck[]>>) {
    this.#health = health
  }

  get contentType(): string {
    return metricsType()
  }

  /** Makes all checks and tells how they went. */
  async text(): Promise<string> {
    for (const [type, checks] of Object.entries(this.#health)) {
      for (const check of checks) {
        const { name } = check
        const well = check.problem() === undefined
        this.#healthy.of({ name, type }).value = well ? 1 : 0
        this.#total.of({ name, type, status: well ? 'success' : 'error' }).value += 1
      }
    }
    const texts = await Promise.all([this.#healthy, this.#total].map(metricText))
    return `${texts.join('\n\n')}\n`
  }
}
