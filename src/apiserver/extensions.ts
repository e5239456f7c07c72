/**
 * Extension points of the API server. Higher rooms implement these interfaces; `server` installs
 * them. Admission plugins are declared in `src/apiserver/admission/admission.ts`.
 */
import type { IncomingHttpHeaders } from 'node:http'
import type { StatusError } from '../apimachinery/status.ts'
import type { Shown } from '../apimachinery/text/shown.ts'
import type { UserInfo } from '../apimachinery/user.ts'
import type { CertificateSigningRequest } from '../apis/certificates.ts'
import type { PresentedCredentials } from './authn/authenticator.ts'
import type { Attributes, RequestAttributes } from './authz/authorizer.ts'

interface ObservedInfo extends RequestAttributes {
  readonly method: string
  readonly query: URLSearchParams
}

/** An authorized request with its body. */
export interface ObservedRequest {
  readonly info: ObservedInfo
  readonly headers: IncomingHttpHeaders
  /** after impersonation */
  readonly user: UserInfo
  readonly body: Buffer
  /** fires when the client no longer waits */
  readonly signal: AbortSignal
}

/** A request that was answered, or whose connection has ended. */
export interface EndedRequest {
  /** as in the audit log */
  readonly auditID: string
  readonly method: string
  /** the raw target */
  readonly url: string
  /** undefined: the request is malformed or unread */
  readonly info: ObservedInfo | undefined
  /** after impersonation; undefined: not authenticated */
  readonly user: UserInfo | undefined
  readonly userAgent: string
  /** undefined: the connection ended before a response started */
  readonly code: number | undefined
  /** duration in real time */
  readonly milliseconds: number
  /** values of the response's `Warning` headers */
  readonly warnings: readonly string[]
  /** name of the {@link Interference}; undefined: none */
  readonly fault: string | undefined
}

/** Replaces or wraps the handling of a request. */
export interface Interference {
  /** the value of the header `Csrlab-Fault`; undefined: no header */
  readonly name?: string
  /** May wait, skip `handle`, or throw a StatusError or CutConnection before or after it. */
  around<O>(handle: () => Promise<O>): Promise<O>
  /** Called when a watch starts; the returned function is called when the watch ends. */
  onWatch?(watch: OpenWatch): () => void
}

export interface OpenWatch {
  /** Sets the name of the interference. */
  named(name: string): void
  cut(): void
  /** Ends the watch with an ERROR event. */
  fail(error: StatusError): void
}

/** Thrown by an {@link Interference}: ends the connection without an answer. */
export class CutConnection extends Error {
  override readonly name = 'CutConnection'
}

export interface RequestObserver {
  /** Called before a request is handled. */
  readonly before?: (request: ObservedRequest) => Interference | undefined
  /** Called once for each request, refused ones too. */
  readonly after?: (request: EndedRequest) => void
}

/** The path prefix of a {@link Mount}. */
export const MANAGEMENT_PATH = '/csrlab/v1'

export const isManagement = (path: string): boolean => path.startsWith(MANAGEMENT_PATH)

/** A request for a mounted path, authenticated and authorized. */
export interface MountedRequest {
  readonly query: URLSearchParams
  /** empty if there was none */
  readonly body: Buffer
  readonly user: UserInfo
  /** fires when the client no longer waits */
  readonly signal: AbortSignal
}

export interface Reply {
  readonly code: number
  readonly contentType: string
  readonly body: Buffer
}

export interface Mount {
  /** Called once for each request, after authorization. Rejects with StatusErrors. */
  answer(method: string, path: string, asked: MountedRequest): Promise<Reply>
}

/** The parts of a higher room that {@link App.install} installs. */
export interface ServerExtension {
  readonly observer?: RequestObserver
  readonly mount?: Mount | undefined
  readonly advice?: Advice | undefined
}

/** Facts about a CertificateSigningRequest that was read. */
export interface ReadAdviceFacts {
  readonly csr: CertificateSigningRequest
  /** header Kubectl-Command, such as `kubectl get`; '' for other clients */
  readonly command: string
  /** the client requested a table */
  readonly table: boolean
}

/** Facts about a refused request of a known user. */
export interface RefusedAdviceFacts extends Attributes {
  /** the user who logged in; differs from `user` under impersonation */
  readonly asker: UserInfo
  readonly error: StatusError
  readonly body: Buffer
  /** see {@link ReadAdviceFacts.command} */
  readonly command: string
}

/** Adds warnings to answers; changes nothing else. The texts become `Warning` headers. */
export interface Advice {
  /** Called when one CertificateSigningRequest is read. */
  onRead(facts: ReadAdviceFacts): Shown[]
  /** Called when a known user's request is refused with 400, 403, 404 or 422. */
  onRefusal(facts: RefusedAdviceFacts): Shown[]
  /** Called when authentication fails. */
  onUnauthorized(credentials: PresentedCredentials): Shown[]
}
