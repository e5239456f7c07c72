/**
 * How features see what else is asked of the cluster. `http` calls; what it hands over is told here
 * as far as features need it.
 */
import type { IncomingHttpHeaders } from 'node:http'
import type { StatusError } from '../apimachinery/status.ts'
import type { UserInfo } from '../apimachinery/user.ts'

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

export interface RequestHooks {
  /** Before a request is handled. Undefined: it goes its way. */
  readonly before?: (request: SeenRequest) => Interference | undefined
  /** Once for each request that came, also for those that were refused. */
  readonly after?: (request: EndedRequest) => void
}
