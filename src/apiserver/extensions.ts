/**
 * Interfaces that `testing` and `teaching` implement and `server` installs. For admission plugins,
 * see `src/apiserver/admission/admission.ts`.
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

export interface ObservedRequest {
  readonly info: ObservedInfo
  readonly headers: IncomingHttpHeaders
  /** after impersonation */
  readonly user: UserInfo
  readonly body: Buffer
  /** fires when the client no longer waits */
  readonly signal: AbortSignal
}

/** A request that was answered, or whose connection ended. */
export interface EndedRequest {
  /** as in the audit log */
  readonly auditID: string
  readonly method: string
  readonly url: string
  /** undefined: the head is malformed, or was not read before the client left */
  readonly info: ObservedInfo | undefined
  /** after impersonation; undefined: authentication or impersonation failed */
  readonly user: UserInfo | undefined
  readonly userAgent: string
  /** undefined: the connection ended before the response */
  readonly code: number | undefined
  /** duration of the request in real time, even if the cluster's clock is stopped */
  readonly milliseconds: number
  readonly warnings: readonly string[]
  /** name of the {@link Interference}; undefined: none */
  readonly fault: string | undefined
}

/** Replaces or wraps the handling of a request. */
export interface Interference {
  /** value of the header `Csrlab-Fault`; undefined: no header */
  readonly name?: string
  /** May wait, skip `handle`, or throw a StatusError or CutConnection. */
  around<O>(handle: () => Promise<O>): Promise<O>
  /** Called when a watch starts. Returns a function to call at its end. */
  onWatch?(watch: OpenWatch): () => void
}

export interface OpenWatch {
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
  readonly before?: (request: ObservedRequest) => Interference | undefined
  /** Called once at the end of each request, even if it was refused. */
  readonly after?: (request: EndedRequest) => void
}

/** The path prefix of a {@link Mount}. */
export const MANAGEMENT_PATH = '/csrlab/v1'

export const isManagement = (path: string): boolean => path.startsWith(MANAGEMENT_PATH)

/** A request that has been authenticated and authorized. */
export interface MountedRequest {
  readonly query: URLSearchParams
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
  /** Rejects with StatusErrors. */
  answer(method: string, path: string, asked: MountedRequest): Promise<Reply>
}

/** Optional features that a server installs before the first request. */
export interface ServerExtension {
  readonly observer?: RequestObserver
  readonly mount?: Mount | undefined
  readonly advice?: Advice | undefined
}

export interface ReadAdviceFacts {
  readonly csr: CertificateSigningRequest
  /** header Kubectl-Command, such as `kubectl get`, or '' */
  readonly command: string
  readonly table: boolean
}

/** A refused request whose user, maybe anonymous, is known. */
export interface RefusedAdviceFacts extends Attributes {
  /** the user before impersonation */
  readonly asker: UserInfo
  readonly error: StatusError
  readonly body: Buffer
  readonly command: string
}

/** Returns texts for `Warning` headers. */
export interface Advice {
  onRead(facts: ReadAdviceFacts): Shown[]
  /** Called for a refusal with 400, 403, 404 or 422 if the user, maybe anonymous, is known. */
  onRefusal(facts: RefusedAdviceFacts): Shown[]
  /** Called when authentication fails. */
  onUnauthorized(credentials: PresentedCredentials): Shown[]
}
