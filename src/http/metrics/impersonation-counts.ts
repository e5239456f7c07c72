/** `apiserver_impersonation_*` (`k8s.io/apiserver/pkg/endpoints/filters/impersonation/metrics`, 1.36). */
import { Counts, Distributions, type Metric } from './metric.ts'

const PREFIX = 'apiserver_impersonation'

/** In seconds: from a millisecond, each twice the one before. */
const BUCKETS = Array.from({ length: 15 }, (_, i) => 0.001 * 2 ** i)

/** What impersonation tells of itself. */
export type ImpersonationTally = Pick<ImpersonationCounts, 'begin' | 'attempted' | 'asked'>

export class ImpersonationCounts {
  readonly #stopwatch: () => number
  readonly #attempts = new Counts(
    'counter',
    `${PREFIX}_attempts_total`,
    'Requests in the name of somebody else.',
  )
  readonly #attemptSeconds = new Distributions(
    `${PREFIX}_attempts_duration_seconds`,
    'How long it took to find out whether they may.',
    BUCKETS,
  )
  readonly #questions = new Counts(
    'counter',
    `${PREFIX}_authorization_attempts_total`,
    'What impersonation asked the authorizer.',
  )
  readonly #questionSeconds = new Distributions(
    `${PREFIX}_authorization_attempts_duration_seconds`,
    'How long the authorizer took for it.',
    BUCKETS,
  )

  /** `stopwatch`: milliseconds, never goes back */
  constructor(stopwatch: () => number) {
    this.#stopwatch = stopwatch
  }

  get metrics(): readonly Metric[] {
    return [this.#attempts, this.#attemptSeconds, this.#questions, this.#questionSeconds]
  }

  /** For the other two: when it began. */
  begin(): number {
    return this.#stopwatch()
  }

  /** Somebody asked in another's name. `mode`: '' when it was refused. */
  attempted(mode: string, allowed: boolean, began: number): void {
    this.#count(this.#attempts, this.#attemptSeconds, mode, allowed, began)
  }

  /** The authorizer was asked. */
  asked(mode: string, allowed: boolean, began: number): void {
    this.#count(this.#questions, this.#questionSeconds, mode, allowed, began)
  }

  #count(counts: Counts, seconds: Distributions, mode: string, allowed: boolean, began: number) {
    const labels = { mode, decision: allowed ? 'allowed' : 'denied' }
    counts.of(labels).value += 1
    seconds.of(labels).observe((this.#stopwatch() - began) / 1000)
  }
}
