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
  /** since metrics were last read */
  answers: number
}

/** Counts requests with the same labels. Their series appear with the first answer. */
export class RequestSeries {
  readonly #metrics: RequestMetrics
  readonly #labels: Readonly<Record<string, string>>
  readonly #isLongRunning: boolean
  readonly #kind: 'readOnly' | 'mutating'
  readonly #outcomes = new Map<string, Outcome>()

  constructor(metrics: RequestMetrics, labels: RequestLabels) {
    const { verb } = labels
    this.#metrics = metrics
    this.#labels = { ...labels, component: 'apiserver' }
    this.#isLongRunning = verb === 'WATCH'
    const isRead = verb === 'GET' || verb === 'LIST' || verb === 'HEAD'
    this.#kind = isRead ? 'readOnly' : 'mutating'
  }

  /** Adds `change` to the requests in flight. */
  running(change: 1 | -1): void {
    const { running, longRunning } = this.#metrics
    if (this.#isLongRunning) longRunning.inc(this.#labels, change)
    else running[this.#kind] += change
  }

  /** Counts an answer. `dryRun` is the label's value. */
  answered(code: number, dryRun: 'All' | '', seconds: number): void {
    const key = `${code}${dryRun}`
    let outcome = this.#outcomes.get(key)
    if (outcome === undefined) {
      const timed = { ...this.#labels, dry_run: dryRun }
      outcome = { timed, counted: { ...timed, code: String(code) }, answers: 0 }
      this.#outcomes.set(key, outcome)
      this.#metrics.outcomes.push(outcome)
    }
    outcome.answers++
    this.#metrics.durations.observe(outcome.timed, seconds)
  }
}

/** Keeps its own counts until metrics are read: prom-client hashes labels on each change. */
export class RequestMetrics {
  readonly outcomes: Outcome[] = []
  readonly running = { mutating: 0, readOnly: 0 }
  readonly durations
  readonly longRunning

  constructor(registry: Registry) {
    const registers = [registry]
    const requests = new Counter({
      name: 'apiserver_request_total',
      help: 'Answered requests.',
      labelNames: [...LABELS, 'dry_run', 'code'],
      registers,
      collect: () => {
        for (const outcome of this.outcomes) {
          requests.inc(outcome.counted, outcome.answers)
          outcome.answers = 0
        }
      },
    })
    this.durations = new Histogram({
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
        for (const [kind, count] of Object.entries(this.running))
          inflight.set({ request_kind: kind }, count)
      },
    })
    this.longRunning = new Gauge({
      name: 'apiserver_longrunning_requests',
      help: 'Open watches.',
      labelNames: LABELS,
      registers,
    })
  }
}
