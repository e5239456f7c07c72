import { Counter, Gauge, Histogram, type Registry } from 'prom-client'
import { LABELS, type RequestLabels } from './metrics-series.ts'

const SECONDS = [
  0.005, 0.025, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1, 1.25, 1.5, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 45,
  60,
]

const READS = new Set(['GET', 'LIST', 'HEAD'])

/**
 * Requests with equal labels and status code. The label objects are reused, because prom-client is
 * slow on spread objects.
 */
interface Outcome {
  readonly counted: Readonly<Record<string, string>>
  readonly timed: Readonly<Record<string, string>>
  /** number of answers since metrics were last read */
  answers: number
}

/** Counts answers here until metrics are read: prom-client hashes labels on each change. */
export const requestMetrics = (registry: Registry) => {
  const registers = [registry]
  /** by labels and status code, which have a limited number of values */
  const outcomes = new Map<string, Outcome>()
  const running = { mutating: 0, readOnly: 0 }
  const requests = new Counter({
    name: 'apiserver_request_total',
    help: 'Answered requests.',
    labelNames: [...LABELS, 'dry_run', 'code'],
    registers,
    collect: () => {
      for (const outcome of outcomes.values()) {
        requests.inc(outcome.counted, outcome.answers)
        outcome.answers = 0
      }
    },
  })
  const durations = new Histogram({
    name: 'apiserver_request_duration_seconds',
    help: 'Duration of requests, including watches.',
    labelNames: [...LABELS, 'dry_run'],
    buckets: SECONDS,
    registers,
  })
  const inflight = new Gauge({
    name: 'apiserver_current_inflight_requests',
    help: 'Requests in progress, without watches.',
    labelNames: ['request_kind'],
    registers,
    collect: () => {
      for (const [kind, count] of Object.entries(running))
        inflight.set({ request_kind: kind }, count)
    },
  })
  const longRunning = new Gauge({
    name: 'apiserver_longrunning_requests',
    help: 'Open watches.',
    labelNames: LABELS,
    registers,
  })

  const outcomeOf = (labels: RequestLabels, dryRun: string, code: number): Outcome => {
    const { verb, group, version, resource, subresource, scope } = labels
    const key = `${verb} ${group} ${version} ${resource} ${subresource} ${scope} ${dryRun} ${code}`
    let outcome = outcomes.get(key)
    if (outcome === undefined) {
      const timed = { ...labels, dry_run: dryRun }
      outcome = { timed, counted: { ...timed, code: String(code) }, answers: 0 }
      outcomes.set(key, outcome)
    }
    return outcome
  }

  const change = (labels: RequestLabels, by: 1 | -1): void => {
    if (labels.verb === 'WATCH') longRunning.inc(labels, by)
    else running[READS.has(labels.verb) ? 'readOnly' : 'mutating'] += by
  }

  return (labels: RequestLabels, dryRun: string, stopwatch: () => number) => {
    change(labels, 1)
    const began = stopwatch()
    return (code: number): void => {
      change(labels, -1)
      const outcome = outcomeOf(labels, dryRun, code)
      outcome.answers++
      durations.observe(outcome.timed, (stopwatch() - began) / 1000)
    }
  }
}
