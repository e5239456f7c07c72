/** `/metrics/slis` (`k8s.io/component-base/metrics/prometheus/slis`). */
import { Counter, Gauge, Registry } from 'prom-client'
import type { EndpointParts } from './parts.ts'

export const healthSlis = (health: EndpointParts['health']): EndpointParts['slis'] => {
  const registry = new Registry()
  const registers = [registry]
  const healthy = new Gauge({
    name: 'kubernetes_healthcheck',
    help: 'Whether a health check passes.',
    labelNames: ['name', 'type'],
    registers,
  })
  const total = new Counter({
    name: 'kubernetes_healthchecks_total',
    help: 'Health checks by result.',
    labelNames: ['name', 'type', 'status'],
    registers,
  })
  return {
    text: () => {
      for (const [type, checks] of Object.entries(health)) {
        for (const check of checks) {
          const { name } = check
          const isWell = check.problem() === undefined
          healthy.set({ name, type }, isWell ? 1 : 0)
          total.inc({ name, type, status: isWell ? 'success' : 'error' })
        }
      }
      return registry.metrics()
    },
  }
}
