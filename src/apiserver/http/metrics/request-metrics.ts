import { Counter, Gauge, Histogram, type Registry } from 'prom-client'
import type { RequestLabels } from './metrics-series.ts'

const SECONDS = [
  0.005, 0.025, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1, 1.25, 1.5, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 45,
  60,
]

const LABELS = ['verb', 'group', 'version', 'resource', 'subresource', 'scope', 'component']

/** Labels of an outcome, made once: prom-client is slow on spread objects. */
interface Outcome {
  readonly counted: Readonly<Record<string, string>>
  readonly timed: Readonly<Record<string, string>>
}

/** Counts requests with the same labels. Their series appear with the first answer. */
export class RequestSeries {
  readonly #metrics: RequestMetrics
  readonly #labels: Readonly<Record<string, string>>
  readonly #isLongRunning: boolean
  readonly #kind: { readonly request_kind: string }
  readonly #outcomes = new Map<string, Outcome>()

  constructor(metrics: RequestMetrics, labels: RequestLabels) {
    const { verb } = labels
    this.#metrics = metrics
    this.#labels = { ...labels, component: 'apiserver' }
    this.#isLongRunning = verb === 'WATCH'
    const isRead = verb === 'GET' || verb === 'LIST' || verb === 'HEAD'
    this.#kind = { request_kind: isRead ? 'readOnly' : 'mutating' }
  }

  /** Adds `change` to the requests in flight. */
  running(change: 1 | -1): void {
    const { inflight, longRunning } = this.#metrics
    if (this.#isLongRunning) longRunning.inc(this.#labels, change)
    else inflight.inc(this.#kind, change)
  }

  /** Counts an answer. `dryRun` is the label's value. */
  answered(code: number, dryRun: 'All' | '', seconds: number): void {
    const key = `${code}${dryRun}`
    let outcome = this.#outcomes.get(key)
    if (outcome === undefined) {
      const timed = { ...this.#labels, dry_run: dryRun }
      outcome = { timed, counted: { ...timed, code: String(code) } }
      this.#outcomes.set(key, outcome)
    }
    this.#metrics.requests.inc(outcome.counted)
    this.#metrics.durations.observe(outcome.timed, seconds)
  }
}

export class RequestMetrics {
  readonly requests
  readonly durations
  readonly inflight
  readonly longRunning

  constructor(registry: Registry) {
    const registers = [registry]
    this.requests = new Counter({
      name: 'apiserver_request_total',
      help: 'Answered requests.',
      labelNames: [...LABELS, 'dry_run', 'code'],
      registers,
    })
    this.durations = new Histogram({
      name: 'apiserver_request_duration_seconds',
      help: 'Duration of requests, including watches.',
      labelNames: [...LABELS, 'dry_run'],
      buckets: SECONDS,
      registers,
    })
    this.inflight = new Gauge({
      name: 'apiserver_current_inflight_requests',
      help: 'Requests in progress, without watches.',
      labelNames: ['request_kind'],
      registers,
    })
    for (const request_kind of ['mutating', 'readOnly']) this.inflight.set({ request_kind }, 0)
    this.longRunning = new Gauge({
      name: 'apiserver_longrunning_requests',
      help: 'Open watches.',
      labelNames: LABELS,
      registers,
    })
  }
}
