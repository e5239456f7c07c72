/**
 * Extension points of the API server. Higher rooms implement these interfaces, and `server` passes
 * them in. Admission plugins are another one, declared in `src/apiserver/admission/admission.ts`.
 */
import type { IncomingHttpHeaders } from 'node:http'
import type { StatusError } from '../apimachinery/status.ts'
import type { Shown } from '../apimachinery/text/shown.ts'
import type { UserInfo } from '../apimachinery/user.ts'
import type { CertificateSigningRequest } from '../apis/certificates.ts'
import type { Credentials } from './authn/authenticator.ts'

/** The subject of a request. */
interface SeenInfo {
  readonly method: string
  /** decoded, without the query */
  readonly path: string
  readonly query: URLSearchParams
  readonly isResourceRequest: boolean
  /** Kubernetes' verb, or the method in lower case for a path that is no resource */
  readonly verb: string
  readonly apiGroup: string
  readonly apiVersion: string
  readonly namespace: string
  readonly resource: string
  readonly subresource: string
  readonly name: string
}

/** A request that has been let in, and whose body has been read. */
export interface SeenRequest {
  readonly info: SeenInfo
  readonly headers: IncomingHttpHeaders
  /** after impersonation */
  readonly user: UserInfo
  readonly body: Buffer
  /** fires when nobody waits for the answer any more */
  readonly signal: AbortSignal
}

/** A request whose answer has left, or whose connection has ended. */
export interface EndedRequest {
  /** the client's, or a new one: the same as in the audit log */
  readonly auditID: string
  readonly method: string
  /** the target as it came */
  readonly url: string
  /** undefined: nobody could tell what it asks for */
  readonly info: SeenInfo | undefined
  /** after impersonation; undefined: it was not let in that far */
  readonly user: UserInfo | undefined
  readonly userAgent: string
  /** undefined: the connection ended before an answer began */
  readonly code: number | undefined
  /** how long it took in real time, whatever the cluster's clock says */
  readonly milliseconds: number
  /** the values of its `Warning` headers */
  readonly warnings: readonly string[]
  /** the name of what interfered */
  readonly fault: string | undefined
}

/** Replaces or wraps the handling of a request. */
export interface Interference {
  /** the answer names it in `Csrlab-Fault`; undefined: nobody need know */
  readonly name?: string
  /**
   * Stands around the handling: may wait, may leave out `handle`, may throw a StatusError in the
   * place of its answer, or a CutConnection before or after it.
   */
  around<O>(handle: () => Promise<O>): Promise<O>
  /** A watch has begun; the returned function is called when it has ended. */
  onWatch?(watch: OpenWatch): () => void
}

/** A watch that goes on, and what can be done to it. */
export interface OpenWatch {
  /** Says what interferes with it. */
  named(name: string): void
  /** Ends its connection. */
  cut(): void
  /** Ends it with an ERROR event. */
  fail(error: StatusError): void
}

/** Thrown in an {@link Interference}: the connection ends without an answer. */
export class CutConnection extends Error {
  override readonly name = 'CutConnection'
}

export interface RequestObserver {
  /** Before a request is handled. Undefined: it goes its way. */
  readonly before?: (request: SeenRequest) => Interference | undefined
  /** Once for each request that came, also for those that were refused. */
  readonly after?: (request: EndedRequest) => void
}

/** The path below which a {@link Mount} answers. */
export const MANAGEMENT_PATH = '/csrlab/v1'

/** Whether a path is below {@link MANAGEMENT_PATH}. */
export const isManagement = (path: string): boolean => path.startsWith(MANAGEMENT_PATH)

/** A request for a mounted path, authenticated and authorized. */
export interface MountedRequest {
  readonly query: URLSearchParams
  /** the media type of the body, as the client says it */
  readonly contentType: string | undefined
  /** empty when there was none */
  readonly body: Buffer
  readonly user: UserInfo
  /** fires when the client has gone */
  readonly signal: AbortSignal
}

/** The answer of a mounted path. */
export interface Reply {
  readonly code: number
  readonly contentType: string
  readonly body: Buffer
}

/** Answers every request below {@link MANAGEMENT_PATH}, in the place of an endpoint. */
export interface Mount {
  /** Called once for each request, after authorization. Rejects with StatusErrors. */
  answer(method: string, path: string, asked: MountedRequest): Promise<Reply>
}

/** One of the rooms above, as {@link App.install} takes it. */
export interface Extension {
  readonly observer?: RequestObserver
  readonly mount?: Mount | undefined
  readonly advice?: Advice | undefined
}

/** Facts about one request that was read. */
export interface ReadAdviceFacts {
  readonly csr: CertificateSigningRequest
  /** `kubectl get`, `kubectl certificate approve`: the header Kubectl-Command; '' for other clients */
  readonly command: string
  /** the client asked for a table */
  readonly table: boolean
}

/** Facts about a refused request of a known user. */
export interface RefusedAdviceFacts {
  readonly user: UserInfo
  /** the user who logged in; differs from `user` under impersonation */
  readonly asker: UserInfo
  readonly error: StatusError
  readonly verb: string
  /** decoded path */
  readonly path: string
  readonly isResource: boolean
  readonly apiGroup: string
  readonly apiVersion: string
  readonly resource: string
  readonly subresource: string
  readonly namespace: string
  readonly name: string
  readonly body: Buffer
  /** `kubectl get`: the header Kubectl-Command; '' for other clients */
  readonly command: string
}

/** Adds warnings to answers; changes nothing else. The texts become `Warning` headers. */
export interface Advice {
  /** Called when one CertificateSigningRequest is read. */
  onRead(facts: ReadAdviceFacts): Shown[]
  /** Called when a known user's request is refused with 400, 403, 404 or 422. */
  onRefusal(facts: RefusedAdviceFacts): Shown[]
  /** Called when nobody could be authenticated. */
  onUnauthorized(credentials: Credentials): Shown[]
}
