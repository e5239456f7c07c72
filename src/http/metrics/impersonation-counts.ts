/** `apiserver_impersonation_*` (`k8s.io/apiserver/pkg/endpoints/filters/impersonation/metrics`, 1.36). */
import { Counter, exponentialBuckets } from 'prom-client'
import { type Counted, Counts, Distributions } from './counted.ts'

const BUCKETS = exponentialBuckets(0.001, 2, 15)

const described = (name: string, help: string) => ({
  name: `apiserver_impersonation_${name}`,
  help,
  labelNames: ['mode', 'decision'],
})

const ATTEMPTS = described('attempts_total', 'Requests in the name of somebody else.')
const ATTEMPT_SECONDS = described(
  'attempts_duration_seconds',
  'How long it took to find out whether they may.',
)
const QUESTIONS = described(
  'authorization_attempts_total',
  'What impersonation asked the authorizer.',
)
const QUESTION_SECONDS = described(
  'authorization_attempts_duration_seconds',
  'How long the authorizer took for it.',
)

/** What impersonation tells of itself. */
export type ImpersonationTally = Pick<ImpersonationCounts, 'begin' | 'attempted' | 'asked'>

export class ImpersonationCounts {
  readonly #stopwatch: () => number
  readonly #attempts = new Counts(Counter, ATTEMPTS)
  readonly #attemptSeconds = new Distributions(ATTEMPT_SECONDS, BUCKETS)
  readonly #questions = new Counts(Counter, QUESTIONS)
  readonly #questionSeconds = new Distributions(QUESTION_SECONDS, BUCKETS)

  /** `stopwatch`: milliseconds, never goes back */
  constructor(stopwatch: () => number) {
    this.#stopwatch = stopwatch
  }

  get counted(): readonly Counted[] {
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
