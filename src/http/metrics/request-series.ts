/** Where the requests of one set of labels are counted. */
import type { Counter, Gauge, Histogram } from 'prom-client'
import { type Count, newBuckets, newCount, type Observe } from './counted.ts'
import type { RequestLabels } from './metrics-series.ts'

const COMPONENT = 'apiserver'

export const SECONDS = [
  0.005, 0.025, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1, 1.25, 1.5, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 45,
  60,
]
export const SIZES = [1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9]

export interface RequestMetrics {
  readonly requests: Counter
  readonly durations: Histogram
  /** of requests that are expected to end */
  readonly sli: Histogram
  readonly sizes: Histogram
  readonly longRunning: Gauge
  readonly terminations: Counter
  /** those that are being answered, by `request_kind` */
  readonly inflight: Readonly<Record<'readOnly' | 'mutating', Count>>
}

/** Series appear when there is something to count in them. */
export class RequestSeries {
  /** how many there are now */
  readonly running: Count
  readonly #metrics: RequestMetrics
  readonly #labels: Readonly<Record<string, string>>
  readonly #verb: string
  readonly #byCode = new Map<string, Count>()
  readonly #durations = new Map<string, Observe>()
  #sli: Observe | undefined
  #sizes: Observe | undefined

  constructor(metrics: RequestMetrics, labels: RequestLabels) {
    this.#metrics = metrics
    this.#labels = { ...labels, component: COMPONENT }
    this.#verb = labels.verb
    this.running = this.#isLongRunning
      ? newCount(metrics.longRunning, { ...this.#labels })
      : metrics.inflight[this.#isRead || labels.verb === 'HEAD' ? 'readOnly' : 'mutating']
  }

  get #isLongRunning(): boolean {
    return this.#verb === 'WATCH'
  }

  get #isRead(): boolean {
    return this.#verb === 'GET' || this.#verb === 'LIST'
  }

  /** A request was answered. `dryRun`: as the label has it; `bytes`: of the answer's body. */
  answered(code: number, dryRun: 'All' | '', seconds: number, bytes: number): void {
    this.#countOf(code, dryRun).value += 1
    this.#durationsOf(dryRun)(seconds)
    if (this.#isLongRunning) return
    const { sli, sizes } = this.#metrics
    this.#sli ??= newBuckets(sli, SECONDS, { ...this.#labels })
    this.#sli(seconds)
    if (!this.#isRead) return
    this.#sizes ??= newBuckets(sizes, SIZES, { ...this.#labels })
    this.#sizes(bytes)
  }

  /** One was given up. */
  terminated(code: number): void {
    this.#metrics.terminations.inc({ ...this.#labels, code: String(code) })
  }

  #countOf(code: number, dry_run: string): Count {
    const key = `${code}${dry_run}`
    let count = this.#byCode.get(key)
    if (count === undefined) {
      const labels = { ...this.#labels, code: String(code), dry_run }
      this.#byCode.set(key, (count = newCount(this.#metrics.requests, labels)))
    }
    return count
  }

  #durationsOf(dry_run: string): Observe {
    let observe = this.#durations.get(dry_run)
    if (observe === undefined) {
      const labels = { ...this.#labels, dry_run }
      this.#durations.set(dry_run, (observe = newBuckets(this.#metrics.durations, SECONDS, labels)))
    }
    return observe
  }
}
