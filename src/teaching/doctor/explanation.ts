/** Explains one CSR, with requests sent as the user who asks for the explanation. */
import type { CertificateSigningRequest } from '../../apis/certificates.ts'
import type { CoreEvent } from '../../apis/events.ts'
import type { InjectedResponse } from '../../apiserver/client/call.ts'
import type { Release } from '../../apimachinery/release/release.ts'
import { DEFAULT_VERSION, releaseOf } from '../../apimachinery/release/known-releases.ts'
import { requestIn } from '../hints/key-of.ts'
import { cardText } from '../hints/review-card.ts'
import {
  type DecodedCertificate,
  decodedCertificates,
  type DecodedRequest,
  decodedRequest,
} from './decoded.ts'
import { traceOf } from './trace.ts'
import type { TraceParts, TraceStep } from './trace-step.ts'
import { type TraceWords, traceWordsOf } from '../words/words.ts'

const COLLECTION = '/apis/certificates.k8s.io/v1/certificatesigningrequests'
const REVIEWS = '/apis/authorization.k8s.io/v1/subjectaccessreviews'

/** `warnings`: the texts of the `Warning` headers. */
type SendRequest = (
  method: 'GET' | 'POST',
  path: string,
  body?: object,
) => Promise<InjectedResponse & { readonly warnings?: readonly string[] }>

interface TimelineEvent {
  readonly at: string
  readonly reason: string
  readonly text: string
}

export interface FoundRequest {
  readonly name: string
  readonly found: true
  readonly steps: readonly TraceStep[]
  readonly events: readonly TimelineEvent[]
  /** undefined if unreadable */
  readonly request?: DecodedRequest
  /** the issued one first, then its chain */
  readonly certificates: readonly DecodedCertificate[]
}

export interface NoRequest {
  readonly name: string
  readonly found: false
  /** the server's error message, or a text with its HTTP status */
  readonly message: string
  readonly warnings: readonly string[]
  /** events that outlived the CSR */
  readonly events: readonly TimelineEvent[]
}

interface ExplanationStyle {
  readonly say?: TraceWords
  /**
   * the signer's longest lifetime, in seconds. If set, the text of the Review event is generated
   * again, in the language of `say`.
   */
  readonly maximumSeconds?: number
}

interface Explained {
  readonly explanation: FoundRequest | NoRequest
  readonly csr: CertificateSigningRequest | undefined
  /** HTTP status of the server's answer */
  readonly code: number
}

/** Returns undefined if the user may not create SubjectAccessReviews. */
const review = async (
  asking: SendRequest,
  { spec }: CertificateSigningRequest,
): Promise<TraceParts['review']> => {
  const { code, body } = await asking('POST', REVIEWS, {
    spec: {
      user: spec.username,
      groups: spec.groups,
      resourceAttributes: {
        group: 'certificates.k8s.io',
        version: 'v1',
        resource: 'certificatesigningrequests',
        verb: 'create',
      },
    },
  })
  if (code >= 300) return undefined
  const { allowed = false, reason = '' } = body['status'] as { allowed?: boolean; reason?: string }
  return { allowed, reason }
}

/** Returns {@link DEFAULT_VERSION}'s release if the server's is unknown. */
const serverRelease = async (asking: SendRequest): Promise<Release> => {
  const { body } = await asking('GET', '/version')
  const { gitVersion } = body
  const release = typeof gitVersion === 'string' ? releaseOf(gitVersion) : undefined
  return release ?? releaseOf(DEFAULT_VERSION)!
}

const eventsAbout = async (asking: SendRequest, name: string): Promise<CoreEvent[]> => {
  const selector = encodeURIComponent(
    `involvedObject.kind=CertificateSigningRequest,involvedObject.name=${name}`,
  )
  const { code, body } = await asking(
    'GET',
    `/api/v1/namespaces/default/events?fieldSelector=${selector}`,
  )
  const items = code < 300 ? ((body['items'] ?? []) as CoreEvent[]) : []
  const time = ({ lastTimestamp, metadata }: CoreEvent): string =>
    `${lastTimestamp} ${metadata.name}`
  return items.sort((a, b) => (time(a) < time(b) ? -1 : 1))
}

const told = (events: readonly CoreEvent[]): TimelineEvent[] =>
  events.map(({ lastTimestamp, reason = '', message = '' }) => ({
    at: lastTimestamp ?? '',
    reason,
    text: message,
  }))

/** `now`: cluster time in milliseconds since the epoch. Rejects with the errors of `asking`. */
export const explain = async (
  asking: SendRequest,
  name: string,
  now: number,
  { say = traceWordsOf('en'), maximumSeconds }: ExplanationStyle = {},
): Promise<Explained> => {
  const {
    code,
    body,
    warnings = [],
  } = await asking('GET', `${COLLECTION}/${encodeURIComponent(name)}`)
  const about = code < 300 || code === 404 ? await eventsAbout(asking, name) : []
  if (code >= 300) {
    const { message = `the server answers ${code}` } = body as { message?: string }
    const explanation = { name, found: false, message, warnings, events: told(about) } as const
    return { explanation, csr: undefined, code }
  }
  const csr = { status: {}, ...body } as unknown as CertificateSigningRequest
  const events = about.filter(({ involvedObject }) => involvedObject.uid === csr.metadata.uid)
  const request = requestIn(csr)
  const steps = traceOf({
    csr,
    review: await review(asking, csr),
    events,
    release: await serverRelease(asking),
    now,
    say,
    card: maximumSeconds === undefined ? undefined : cardText(csr, maximumSeconds, say.hints),
  })
  const explanation = {
    name,
    found: true,
    steps,
    events: told(events),
    ...(request && { request: decodedRequest(request) }),
    certificates: decodedCertificates(Buffer.from(csr.status.certificate ?? '', 'base64')),
  } as const
  return { explanation, csr, code }
}
