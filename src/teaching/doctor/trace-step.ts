import type { CertificateSigningRequest } from '../../apis/certificates.ts'
import type { CoreEvent } from '../../apis/events.ts'
import type { Release } from '../../apimachinery/release/release.ts'
import type { HintText } from '../hints/hint.ts'
import type { DocumentationPage } from '../hints/pages.ts'
import type { TraceWords } from '../words/words.ts'

export interface TraceStep {
  readonly stage:
    | 'authentication'
    | 'authorization'
    | 'admission'
    | 'validation'
    | 'approval'
    | 'signer'
    | 'certificate'
    | 'clean-up'
  /** undefined: undecided */
  readonly passed: boolean | undefined
  readonly text: string
  /** can be copied */
  readonly command?: string
  /** URL */
  readonly page?: string
}

/** A step before it is rendered. */
export type TraceFinding = readonly [
  stage: TraceStep['stage'],
  passed: TraceStep['passed'],
  said: string | HintText,
  page?: DocumentationPage,
]

export interface TraceParts {
  readonly csr: CertificateSigningRequest
  /** whether the CSR's creator may create CSRs now; undefined if the caller may not ask this */
  readonly review: { readonly allowed: boolean; readonly reason: string } | undefined
  /** oldest first */
  readonly events: readonly CoreEvent[]
  /** of the server */
  readonly release: Release
  /** milliseconds since the epoch */
  readonly now: number
  readonly say: TraceWords
  /** shown instead of the message of the event with the reason Review */
  readonly card?: string | undefined
}
