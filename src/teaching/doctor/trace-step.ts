/** What a trace is made of. */
import type { CertificateSigningRequest } from '../../apis/certificates.ts'
import type { CoreEvent } from '../../apis/events.ts'
import type { Release } from '../../apimachinery/release/release.ts'
import type { TraceWords } from './words/en.ts'

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
  /** undefined: not yet decided */
  readonly passed: boolean | undefined
  readonly text: string
  /** what mends it, as it is typed */
  readonly command?: string
  readonly page?: string
}

/** What has to be asked besides the object. */
export interface TraceParts {
  readonly csr: CertificateSigningRequest
  /** the answer to "may this user create requests?"; undefined when it could not be asked */
  readonly review: { readonly allowed: boolean; readonly reason: string } | undefined
  /** about this very object, oldest first */
  readonly events: readonly CoreEvent[]
  /** that of the server */
  readonly release: Release
  /** milliseconds since the epoch */
  readonly now: number
  readonly say: TraceWords
  /** what is to be said to whoever decides, in the place of the event that says so; undefined: the event's words */
  readonly card?: string | undefined
}
