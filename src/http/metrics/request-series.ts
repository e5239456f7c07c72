/** Where the requests of one set of labels are counted. */
import type { Count, Counts, Distribution, Distributions } from './counted.ts'
import type { RequestLabels } from './metrics-series.ts'

const COMPONENT = 'apiserver'

export const SECONDS = [
  0.005, 0.025, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1, 1.25, 1.5, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 45,
  60,
]
export const SIZES = [1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9]

export interface RequestMetrics {
  readonly requests: Counts
  readonly durations: Distributions
  /** of requests that are expected to end */
  readonly sli: Distributions
  readonly sizes: Distributions
  readonly longRunning: Counts
  readonly terminations: Counts
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
  /** undefined: none was answered yet */
  #byCode: Map<string, Count> | undefined
  #durations: Distribution | undefined
  /** of those that were tried only */
  #dryRunDurations: Distribution | undefined
  #sli: Distribution | undefined
  #sizes: Distribution | undefined

  constructor(metrics: RequestMetrics, labels: RequestLabels) {
    this.#metrics = metrics
    this.#labels = { ...labels, component: COMPONENT }
    this.#verb = labels.verb
    this.running = this.#isLongRunning
      ? metrics.longRunning.add(this.#labels)
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
    this.#durationsOf(dryRun).observe(seconds)
    if (this.#isLongRunning) return
    const { sli, sizes } = this.#metrics
    this.#sli ??= sli.add(this.#labels)
    this.#sli.observe(seconds)
    if (!this.#isRead) return
    this.#sizes ??= sizes.add(this.#labels)
    this.#sizes.observe(bytes)
  }

  /** One was given up. */
  terminated(code: number): void {
    this.#metrics.terminations.of({ ...this.#labels, code: String(code) }).value += 1
  }

  #countOf(code: number, dry_run: string): Count {
    const byCode = (this.#byCode ??= new Map())
    const key = `${code}${dry_run}`
    let count = byCode.get(key)
    if (count === undefined) {
      count = this.#metrics.requests.add({ ...this.#labels, code: String(code), dry_run })
      byCode.set(key, count)
    }
    return count
  }

  #durationsOf(dry_run: 'All' | ''): Distribution {
    const made = (): Distribution => this.#metrics.durations.add({ ...this.#labels, dry_run })
    return dry_run === '' ? (this.#durations ??= made()) : (this.#dryRunDurations ??= made())
  }
}
