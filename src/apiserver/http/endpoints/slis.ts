/** `/metrics/slis` (`k8s.io/component-base/metrics/prometheus/slis`). */
import { Counter, Gauge, Registry } from 'prom-client'
import type { HealthCheck, HealthEndpoint } from './health.ts'

export class HealthSlis {
  readonly #health: Readonly<Record<HealthEndpoint, readonly HealthCheck[]>>
  readonly #registry = new Registry()
  readonly #healthy = new Gauge({
    name: 'kubernetes_healthcheck',
    help: 'Whether a health check passes.',
    labelNames: ['name', 'type'],
    registers: [this.#registry],
  })
  readonly #total = new Counter({
    name: 'kubernetes_healthchecks_total',
    help: 'Health checks by result.',
    labelNames: ['name', 'type', 'status'],
    registers: [this.#registry],
  })

  constructor(health: Readonly<Record<HealthEndpoint, readonly HealthCheck[]>>) {
    this.#health = health
  }

  text(): Promise<string> {
    for (const [type, checks] of Object.entries(this.#health)) {
      for (const check of checks) {
        const { name } = check
        const isWell = check.problem() === undefined
        this.#healthy.set({ name, type }, isWell ? 1 : 0)
        this.#total.inc({ name, type, status: isWell ? 'success' : 'error' })
      }
    }
    return this.#registry.metrics()
  }
}
