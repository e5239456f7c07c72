import { Counter, Gauge, Histogram, type Registry } from 'prom-client'
import { LABELS, type RequestLabels } from './metrics-series.ts'

const SECONDS = [
  0.005, 0.025, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1, 1.25, 1.5, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 45,
  60,
]

const READS = new Set(['GET', 'LIST', 'HEAD'])

/** Labels of an outcome, made once: prom-client is slow on spread objects. */
interface Outcome {
  readonly counted: Readonly<Record<string, string>>
  readonly timed: Readonly<Record<string, string>>
  /** since metrics were last read */
  answers: number
}

/** Counts until metrics are read: prom-client hashes labels on each change. */
export class RequestMetrics {
  /** bounded by the served paths */
  readonly #outcomes = new Map<string, Outcome>()
  readonly #running = { mutating: 0, readOnly: 0 }
  readonly #durations
  readonly #longRunning

  constructor(registry: Registry) {
    const registers = [registry]
    const requests = new Counter({
      name: 'apiserver_request_total',
      help: 'Answered requests.',
      labelNames: [...LABELS, 'dry_run', 'code'],
      registers,
      collect: () => {
        for (const outcome of this.#outcomes.values()) {
          requests.inc(outcome.counted, outcome.answers)
          outcome.answers = 0
        }
      },
    })
    this.#durations = new Histogram({
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
        for (const [kind, count] of Object.entries(this.#running))
          inflight.set({ request_kind: kind }, count)
      },
    })
    this.#longRunning = new Gauge({
      name: 'apiserver_longrunning_requests',
      help: 'Open watches.',
      labelNames: LABELS,
      registers,
    })
  }

  /** Counts a request in flight; the result counts its answer. */
  begin(labels: RequestLabels, dryRun: string, stopwatch: () => number): (code: number) => void {
    this.#change(labels, 1)
    const began = stopwatch()
    return (code) => {
      this.#change(labels, -1)
      const outcome = this.#outcomeOf(labels, dryRun, code)
      outcome.answers++
      this.#durations.observe(outcome.timed, (stopwatch() - began) / 1000)
    }
  }

  #outcomeOf(labels: RequestLabels, dryRun: string, code: number): Outcome {
    const { verb, group, version, resource, subresource, scope } = labels
    const key = `${verb} ${group} ${version} ${resource} ${subresource} ${scope} ${dryRun} ${code}`
    let outcome = this.#outcomes.get(key)
    if (outcome === undefined) {
      const timed = { ...labels, dry_run: dryRun }
      outcome = { timed, counted: { ...timed, code: String(code) }, answers: 0 }
      this.#outcomes.set(key, outcome)
    }
    return outcome
  }

  #change(labels: RequestLabels, by: 1 | -1): void {
    if (labels.verb === 'WATCH') this.#longRunning.inc(labels, by)
    else this.#running[READS.has(labels.verb) ? 'readOnly' : 'mutating'] += by
  }
}
