/** Counts of requests, by their labels. */
import { type Count, Counts, type Distribution, Distributions, type Metric } from './metric.ts'
import type { RequestLabels } from './metrics-series.ts'

const COMPONENT = 'apiserver'

/** The upper bounds of durations. */
const SECONDS = [
  0.005, 0.025, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1, 1.25, 1.5, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 45,
  60,
]
/** The upper bounds of sizes in bytes. */
const SIZES = [1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9]

/** The metrics of all requests. */
export class RequestMetrics {
  readonly requests = new Counts(
    'counter',
    'apiserver_request_total',
    'Requests that were answered.',
  )
  readonly durations = new Distributions(
    'apiserver_request_duration_seconds',
    'How long requests took, watches included.',
    SECONDS,
  )
  readonly sli = new Distributions(
    'apiserver_request_sli_duration_seconds',
    'How long requests took that are expected to end.',
    SECONDS,
  )
  readonly sizes = new Distributions(
    'apiserver_response_sizes',
    'Bytes in answers to reads.',
    SIZES,
  )
  readonly inflight = new Counts(
    'gauge',
    'apiserver_current_inflight_requests',
    'Requests that are being answered, watches apart.',
  )
  readonly longRunning = new Counts(
    'gauge',
    'apiserver_longrunning_requests',
    'Watches that are open.',
  )
  readonly terminations = new Counts(
    'counter',
    'apiserver_request_terminations_total',
    'Requests that were refused or given up to protect the server.',
  )

  constructor() {
    for (const request_kind of ['mutating', 'readOnly']) this.inflight.of({ request_kind })
  }

  get all(): readonly Metric[] {
    const { requests, durations, sli, sizes, inflight, longRunning, terminations } = this
    return [requests, durations, sli, sizes, inflight, longRunning, terminations]
  }
}

/** The series in which an answer is counted. */
interface Outcome {
  readonly count: Count
  /** each is told how long it took */
  readonly seconds: readonly Distribution[]
  /** undefined: the size of the answer does not count */
  readonly bytes: Distribution | undefined
}

/** Where the requests of one set of labels are counted. Their series appear with the first answer. */
export class RequestSeries {
  /** how many there are now */
  readonly running: Count
  readonly #metrics: RequestMetrics
  readonly #labels: Readonly<Record<string, string>>
  readonly #isLongRunning: boolean
  readonly #isRead: boolean
  readonly #outcomes = new Map<string, Outcome>()

  constructor(metrics: RequestMetrics, labels: RequestLabels) {
    const { verb } = labels
    this.#metrics = metrics
    this.#labels = { ...labels, component: COMPONENT }
    this.#isLongRunning = verb === 'WATCH'
    this.#isRead = verb === 'GET' || verb === 'LIST'
    const request_kind = this.#isRead || verb === 'HEAD' ? 'readOnly' : 'mutating'
    this.running = this.#isLongRunning
      ? metrics.longRunning.of(this.#labels)
      : metrics.inflight.of({ request_kind })
  }

  /** A request was answered. `dryRun`: as the label has it; `bytes`: of the answer's body. */
  answered(code: number, dryRun: 'All' | '', took: number, bytes: number): void {
    const key = `${code}${dryRun}`
    let outcome = this.#outcomes.get(key)
    if (outcome === undefined)
      this.#outcomes.set(key, (outcome = this.#outcome(String(code), dryRun)))
    outcome.count.value += 1
    for (const seconds of outcome.seconds) seconds.observe(took)
    outcome.bytes?.observe(bytes)
  }

  /** One was given up. */
  terminated(code: number): void {
    this.#metrics.terminations.of({ ...this.#labels, code: String(code) }).value += 1
  }

  #outcome(code: string, dry_run: string): Outcome {
    const { requests, durations, sli, sizes } = this.#metrics
    const labels = this.#labels
    const duration = durations.of({ ...labels, dry_run })
    return {
      count: requests.of({ ...labels, code, dry_run }),
      seconds: this.#isLongRunning ? [duration] : [duration, sli.of(labels)],
      bytes: this.#isRead ? sizes.of(labels) : undefined,
    }
  }
}
