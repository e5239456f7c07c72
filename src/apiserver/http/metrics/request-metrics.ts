import { Counter, Gauge, Histogram, type Registry } from 'prom-client'
import type { RequestLabels } from './metrics-series.ts'

const SECONDS = [
  0.005, 0.025, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1, 1.25, 1.5, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 45,
  60,
]

const LABELS = ['verb', 'group', 'version', 'resource', 'subresource', 'scope', 'component']

const READS = new Set(['GET', 'LIST', 'HEAD'])

/** Labels of an outcome, made once: prom-client is slow on spread objects. */
interface Outcome {
  readonly counted: Readonly<Record<string, string>>
  readonly timed: Readonly<Record<string, string>>
  /** since metrics were last read */
  answers: number
}

/** Requests with the same labels; their series appear with the first answer. */
interface Series {
  readonly labels: Readonly<Record<string, string>>
  readonly outcomes: Map<string, Outcome>
}

const outcomeOf = ({ labels, outcomes }: Series, code: number, dryRun: string): Outcome => {
  const key = `${code}${dryRun}`
  let outcome = outcomes.get(key)
  if (outcome === undefined) {
    const timed = { ...labels, dry_run: dryRun }
    outcome = { timed, counted: { ...timed, code: String(code) }, answers: 0 }
    outcomes.set(key, outcome)
  }
  return outcome
}

/** Keeps its own counts until metrics are read: prom-client hashes labels on each change. */
export class RequestMetrics {
  /** by labels, bounded by the served paths */
  readonly #series = new Map<string, Series>()
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
        for (const { outcomes } of this.#series.values())
          for (const outcome of outcomes.values()) {
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

  /** Counts a request in flight. Returns the function that counts its answer. */
  begin(labels: RequestLabels, dryRun: string, stopwatch: () => number): (code: number) => void {
    const series = this.#seriesOf(labels)
    this.#change(labels, series, 1)
    const began = stopwatch()
    return (code) => {
      this.#change(labels, series, -1)
      const outcome = outcomeOf(series, code, dryRun)
      outcome.answers++
      this.#durations.observe(outcome.timed, (stopwatch() - began) / 1000)
    }
  }

  #seriesOf(labels: RequestLabels): Series {
    const { verb, group, version, resource, subresource, scope } = labels
    const key = `${verb} ${group} ${version} ${resource} ${subresource} ${scope}`
    let series = this.#series.get(key)
    if (series === undefined) {
      series = { labels: { ...labels, component: 'apiserver' }, outcomes: new Map() }
      this.#series.set(key, series)
    }
    return series
  }

  #change({ verb }: RequestLabels, { labels }: Series, by: 1 | -1): void {
    if (verb === 'WATCH') this.#longRunning.inc(labels, by)
    else this.#running[READS.has(verb) ? 'readOnly' : 'mutating'] += by
  }
}
