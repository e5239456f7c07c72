/** What the server and its replica tell each other. All of it can be cloned. */
import type { IncomingHttpHeaders } from 'node:http'
import type { MessagePort } from 'node:worker_threads'
import type { GateSettings } from '../release/release.ts'
import type { Status } from '../api/status.ts'
import type { UserInfo } from '../api/user.ts'
import type { StoreErrorCode } from '../store/store.ts'
import type { CsrDuration } from '../http/metrics/csr-durations.ts'
import type { Answer } from '../http/call.ts'
import type { RequestInfo } from '../http/request-info.ts'

/** What a replica is started with, so that it is the same Kubernetes. */
export interface Start {
  readonly version: string
  readonly gates: GateSettings
  readonly runtimeConfig: Readonly<Record<string, boolean>>
  readonly adminToken: string
  /** over which it asks and waits */
  readonly port: MessagePort
  /** changes with each answer on `port` */
  readonly bell: Int32Array
}

/** A request that has been let in. */
export interface Request {
  readonly info: Omit<RequestInfo, 'query'> & { readonly query: string }
  readonly headers: IncomingHttpHeaders
  readonly user: UserInfo
  readonly serverAddress: string
  readonly body: Uint8Array
  /** whether the audit log wants what was sent, and what is answered */
  readonly audited: { readonly request: boolean; readonly response: boolean } | undefined
}

/** An event of a watch that is to be made into bytes. */
export interface Event {
  readonly group: string
  readonly version: string
  readonly resource: string
  readonly type: string
  /** of the row */
  readonly value: Uint8Array
  readonly revision: number
  readonly form: object
  readonly first: boolean
}

/** What the replica is given to do. */
export type Task = { readonly request: Request } | { readonly event: Event }

/** What is to go into the audit log. */
export interface Noted {
  readonly annotations: readonly (readonly [name: string, value: string])[]
  /** the metadata of the object that was sent */
  readonly metadata?: Readonly<Record<string, string>>
  /** what was sent, if it is wanted */
  readonly json?: string
  /** the answer is an error: what it says, cut short, since there may be very many causes */
  readonly failed?: Status
}

export interface Answered {
  readonly answer: Omit<Answer, 'body'> & { readonly body: Uint8Array }
  readonly warnings: readonly string[]
  readonly noted: Noted
  /** a mistake of the program's own, for the log */
  readonly bug?: string
}

/** The time of the cluster, or one of those beside it (`src/api/clock.ts`). */
export type WhichClock = 'cluster' | 'restless' | 'real'

/** Something that is asked, by name. */
export interface Question {
  readonly id: number
  readonly name: string
  readonly given: readonly unknown[]
}

/** Errors that callers expect, by what they are made of; others by their stack. */
export type Failure =
  | { readonly store: StoreErrorCode; readonly key: string; readonly message: string }
  | { readonly bug: string }

export type Reply = { readonly value: unknown } | { readonly failure: Failure }

/** To the replica. */
export type ToReplica = { readonly task: Task } | { readonly id: number; readonly reply: Reply }

/** What comes of a {@link Task}. */
export type Done =
  { readonly answered: Answered } | { readonly frame: Uint8Array } | { readonly failed: string }

/** From the replica. */
export type FromReplica =
  { readonly done: Done } | { readonly question: Question } | { readonly counted: CsrDuration }

/** A row without its bytes. */
export interface RowHead {
  /** by which its bytes are asked for, as long as the same request is worked on */
  readonly id: number
  readonly key: string
  readonly revision: number
  readonly createRevision: number
}

export interface ChangeHead {
  readonly type: 'put' | 'delete'
  readonly revision: number
  readonly row: RowHead
  readonly previous: RowHead | undefined
}

/** A write: bytes for revision 0, which stands at `at`. */
export interface Write {
  readonly verb: 'create' | 'update' | 'delete'
  readonly key: string
  /** the revision of the row that it replaces; 0 for a new one */
  readonly expected: number
  /** without a revision */
  readonly bytes: Uint8Array
}
