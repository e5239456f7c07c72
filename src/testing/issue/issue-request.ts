import type { IssueRequest as DescribedRequest } from '../generated/program.d.ts'

/** Options of `cluster.issue()`. */
export interface IssueRequest extends Omit<DescribedRequest, 'timeout'> {
  /** how long to wait for the signer, in real time: a Go duration or milliseconds; default 10s */
  readonly timeout?: string | number | undefined
}
