/** `/metrics/slis`: the health checks as figures (`k8s.io/component-base/metrics/prometheus/slis`). */
import { Counter, Gauge, Registry } from 'prom-client'
import { figuresType } from '../metrics/figures-type.ts'
import type { HealthCheck, HealthEndpoint } from './health.ts'

export class HealthSlis {
  readonly #registry = new Registry()

  constructor(health: Readonly<Record<HealthEndpoint, readonly HealthCheck[]>>) {
    const total = new Counter({
      name: 'kubernetes_healthchecks_total',
      help: 'Health checks that were made, by result.',
      labelNames: ['name', 'type', 'status'],
      registers: [],
    })
    const healthy = new Gauge({
      name: 'kubernetes_healthcheck',
      help: 'Whether a health check passes.',
      labelNames: ['name', 'type'],
      registers: [],
      collect() {
        for (const [type, checks] of Object.entries(health)) {
          for (const check of checks) {
            const { name } = check
            const well = check.problem() === undefined
            this.set({ name, type }, well ? 1 : 0)
            total.inc({ name, type, status: well ? 'success' : 'error' })
          }
        }
      },
    })
    // in this order: collecting the first counts for the second
    this.#registry.registerMetric(healthy)
    this.#registry.registerMetric(total)
  }

  get contentType(): string {
    return figuresType(this.#registry)
  }

  /** Makes all checks and tells how they went. */
  text(): Promise<string> {
    return this.#registry.metrics()
  }
}
