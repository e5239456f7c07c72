/** `apiserver_impersonation_*` (`k8s.io/apiserver/pkg/endpoints/filters/impersonation/metrics`, 1.36). */
import { Counter, exponentialBuckets, Histogram, type Registry } from 'prom-client'

const BUCKETS = exponentialBuckets(0.001, 2, 15)

/** What impersonation tells of itself. */
export type ImpersonationTally = Pick<ImpersonationCounts, 'begin' | 'attempted' | 'asked'>

export class ImpersonationCounts {
  readonly #stopwatch: () => number
  readonly #attempts: Counter
  readonly #attemptSeconds: Histogram
  readonly #questions: Counter
  readonly #questionSeconds: Histogram

  /** `stopwatch`: milliseconds, never goes back */
  constructor(registry: Registry, stopwatch: () => number) {
    this.#stopwatch = stopwatch
    const of = (name: string, help: string) => ({
      name: `apiserver_impersonation_${name}`,
      help,
      labelNames: ['mode', 'decision'],
      registers: [registry],
    })
    this.#attempts = new Counter(of('attempts_total', 'Requests in the name of somebody else.'))
    this.#attemptSeconds = new Histogram({
      ...of('attempts_duration_seconds', 'How long it took to find out whether they may.'),
      buckets: BUCKETS,
    })
    this.#questions = new Counter(
      of('authorization_attempts_total', 'What impersonation asked the authorizer.'),
    )
    this.#questionSeconds = new Histogram({
      ...of('authorization_attempts_duration_seconds', 'How long the authorizer took for it.'),
      buckets: BUCKETS,
    })
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

  #count(counter: Counter, seconds: Histogram, mode: string, allowed: boolean, began: number) {
    const labels = { mode, decision: allowed ? 'allowed' : 'denied' }
    counter.inc(labels)
    seconds.observe(labels, (this.#stopwatch() - began) / 1000)
  }
}
