import type { CertificateSigningRequest } from '../../apis/certificates.ts'
import type { CoreEvent } from '../../apis/events.ts'
import type { Release } from '../../apimachinery/release/release.ts'
import { type HintText, sentences } from '../hints/hint.ts'
import type { DocumentationPage } from '../hints/pages.ts'
import type { TraceWords } from '../words/words.ts'

export interface TraceFinding {
  /** undefined: undecided */
  readonly passed: boolean | undefined
  readonly text: string
  /** can be copied */
  readonly command?: string
  readonly page?: DocumentationPage
}

export interface TraceStep extends Omit<TraceFinding, 'page'> {
  /** URL */
  readonly page?: string
  readonly stage:
    | 'authentication'
    | 'authorization'
    | 'admission'
    | 'validation'
    | 'approval'
    | 'signer'
    | 'certificate'
    | 'clean-up'
}

export interface TraceParts {
  readonly csr: CertificateSigningRequest
  /** undefined: the user may not send this review */
  readonly review: { readonly allowed: boolean; readonly reason: string } | undefined
  /** oldest first */
  readonly events: readonly CoreEvent[]
  /** of the server */
  readonly release: Release
  /** milliseconds since the epoch */
  readonly now: number
  readonly say: TraceWords
  /** replaces the text of the Review event */
  readonly card?: string | undefined
}

export const advised = (hintText: HintText, page: DocumentationPage): TraceFinding => ({
  passed: false,
  text: sentences(hintText, 'full'),
  ...(hintText.command !== undefined && { command: hintText.command }),
  page,
})
