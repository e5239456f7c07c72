import { Counter } from 'prom-client'
import type {
  JudgedRequest,
  Judgement,
  PodSecurityTally,
} from '../../admission/pod-security/tally.ts'

const REQUEST = ['request_operation', 'resource', 'subresource']

const counter = (name: string, help: string, labelNames: string[]): Counter =>
  new Counter({ name: `pod_security_${name}_total`, help, labelNames, registers: [] })

/**
 * `pod_security_*` (`k8s.io/pod-security-admission/metrics`, 1.36). Made before all that it is counted in, and shown among the other metrics.
 * The commonest series are there from the start, as are those of exemptions, of which there are none here.
 */
export class PodSecurityCounts implements PodSecurityTally {
  readonly #judgements = counter(
    'evaluations',
    'Number of policy evaluations that occurred, not counting ignored or exempt requests.',
    ['decision', 'policy_level', 'policy_version', 'mode', ...REQUEST],
  )
  readonly #exemptions = counter(
    'exemptions',
    'Number of exempt requests, not counting ignored or out of scope requests.',
    REQUEST,
  )
  readonly #errors = counter(
    'errors',
    'Number of errors preventing normal evaluation. Non-fatal errors may result in the latest restricted profile being used for evaluation.',
    ['fatal', ...REQUEST],
  )

  constructor() {
    for (const request_operation of ['create', 'update']) {
      const request = { request_operation, resource: 'pod', subresource: '' }
      this.#judgements.inc(
        {
          decision: 'allow',
          policy_level: 'privileged',
          policy_version: 'latest',
          mode: 'enforce',
          ...request,
        },
        0,
      )
      for (const resource of ['pod', 'controller']) {
        this.#exemptions.inc({ ...request, resource }, 0)
      }
    }
  }

  get counters(): readonly Counter[] {
    return [this.#errors, this.#judgements, this.#exemptions]
  }

  judged(judgement: Judgement): void {
    this.#judgements.inc({ ...judgement })
  }

  failed(request: JudgedRequest, fatal: boolean): void {
    this.#errors.inc({ fatal: String(fatal), ...request })
  }
}
