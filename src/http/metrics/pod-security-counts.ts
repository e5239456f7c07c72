import { Counter } from 'prom-client'
import type {
  JudgedRequest,
  Judgement,
  PodSecurityTally,
} from '../../admission/pod-security/tally.ts'
import { type Counted, Counts } from './counted.ts'

const REQUEST = ['request_operation', 'resource', 'subresource']

/** Of the commonest series and of those of exemptions. */
const OPERATIONS = ['create', 'update']

const EVALUATIONS = {
  name: 'pod_security_evaluations_total',
  help: 'Number of policy evaluations that occurred, not counting ignored or exempt requests.',
  labelNames: ['decision', 'policy_level', 'policy_version', 'mode', ...REQUEST],
  initial: OPERATIONS.map((request_operation) => ({
    decision: 'allow',
    policy_level: 'privileged',
    policy_version: 'latest',
    mode: 'enforce',
    request_operation,
    resource: 'pod',
    subresource: '',
  })),
}
const EXEMPTIONS = {
  name: 'pod_security_exemptions_total',
  help: 'Number of exempt requests, not counting ignored or out of scope requests.',
  labelNames: REQUEST,
  initial: OPERATIONS.flatMap((request_operation) =>
    ['pod', 'controller'].map((resource) => ({ request_operation, resource, subresource: '' })),
  ),
}
const ERRORS = {
  name: 'pod_security_errors_total',
  help: 'Number of errors preventing normal evaluation. Non-fatal errors may result in the latest restricted profile being used for evaluation.',
  labelNames: ['fatal', ...REQUEST],
}

const exemptions = new Counts(Counter, EXEMPTIONS)

/**
 * `pod_security_*` (`k8s.io/pod-security-admission/metrics`, 1.36). Made before all that it is counted in, and shown among the other metrics.
 * The commonest series are there from the start, as are those of exemptions, of which there are none here.
 */
export class PodSecurityCounts implements PodSecurityTally {
  readonly #judgements = new Counts(Counter, EVALUATIONS)
  readonly #errors = new Counts(Counter, ERRORS)

  get counted(): readonly Counted[] {
    return [this.#errors, this.#judgements, exemptions]
  }

  judged(judgement: Judgement): void {
    this.#judgements.of({ ...judgement }).value += 1
  }

  failed(request: JudgedRequest, fatal: boolean): void {
    this.#errors.of({ fatal: String(fatal), ...request }).value += 1
  }
}
