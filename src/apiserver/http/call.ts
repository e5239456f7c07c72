/**
 * A request on its way through the stages of `app.ts`. An {@link Arrival} is known from the start;
 * each stage adds what it found, and a handler gets a {@link Call}, which has all of it.
 */
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { IncomingHttpHeaders } from 'node:http'
import type { ClusterTime } from '../../apimachinery/clock.ts'
import type { RequestContext } from '../../apimachinery/context.ts'
import type { Entropy } from '../../apimachinery/entropy.ts'
import type { Release } from '../../apimachinery/release/release.ts'
import { withoutTrailing } from '../../apimachinery/text/trim.ts'
import { isLarge } from '../../apimachinery/turns.ts'
import type { UserInfo } from '../../apimachinery/user.ts'
import type { AuditRecord } from '../audit/record.ts'
import { FIELD_MANAGER_MAX_BYTES } from '../registry/options-validation.ts'
import type { Answer } from './answer/answer.ts'
import type { AnswerRoom } from './limits/answer-memory.ts'
import type { Upload } from './limits/uploads.ts'
import type { RequestInfo } from './request-info.ts'
import type { ServedCluster } from './cluster.ts'
import { atEndOf } from './wire/answer-end.ts'
import type { AnyRequest, AnyResponse } from './wire/message.ts'
import { cutOff } from './wire/pipelined.ts'

/** A new error for each request would capture a stack, which costs as much as a GET. */
const GONE = new DOMException('the client no longer waits for the answer', 'AbortError')

/** Makes its AbortController on first use: making one costs as much as authentication. */
class Abandonment {
  #controller: AbortController | undefined
  isAborted = false

  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController()
      if (this.isAborted) this.#controller.abort(GONE)
    }
    return this.#controller.signal
  }

  abort(): void {
    this.isAborted = true
    this.#controller?.abort(GONE)
  }
}

export class Arrival {
  readonly cluster: ServedCluster
  readonly reply: FastifyReply
  readonly request: AnyRequest
  readonly response: AnyResponse
  readonly headers: IncomingHttpHeaders
  /** of the body, without parameters; '' without a Content-Type header */
  readonly mediaType: string
  /** aborts when the client has gone, at the time limit, and for watches when the server stops */
  readonly gone = new Abandonment()
  /** texts for `Warning` headers */
  readonly warnings = new Set<string>()
  /** the answer being sent; undefined: not answered yet, or answered with a stream */
  answer: Answer | undefined
  /** name of the injected fault */
  fault: string | undefined

  constructor(cluster: ServedCluster, { raw }: FastifyRequest, reply: FastifyReply) {
    this.cluster = cluster
    this.reply = reply
    this.request = raw
    this.response = reply.raw
    this.headers = raw.headers
    this.mediaType = (raw.headers['content-type'] ?? '').split(';', 1)[0]!.trim()
  }

  get method(): string {
    return this.request.method ?? ''
  }

  get url(): string {
    return this.request.url ?? ''
  }

  get auditID(): string {
    return this.reply.request.id
  }

  get signal(): AbortSignal {
    return this.gone.signal
  }

  get release(): Release {
    return this.cluster.release
  }

  get clock(): ClusterTime {
    return this.cluster.clock
  }

  get entropy(): Entropy {
    return this.cluster.entropy
  }

  /** An arrow function, since callers pass it on as a callback. */
  readonly warn = (text: string): void => void this.warnings.add(text)

  /** Calls `task` when the answer has been sent or the client has gone. */
  atEnd(task: () => void): void {
    atEndOf(this.response, task)
  }

  /** Drops the connection, or the HTTP/2 stream, to make room for other answers. */
  cut(): void {
    cutOff(this.response)
  }
}

export interface Received {
  readonly info: RequestInfo
  /** Infinity for a watch */
  readonly timeoutMs: number
}

export interface Authenticated {
  /** the user before impersonation */
  readonly asker: UserInfo
}

export interface Recorded {
  /** undefined: no audit policy selects this request */
  readonly audit: AuditRecord | undefined
}

export interface Identified {
  /** after impersonation */
  readonly user: UserInfo
}

export interface Counted {
  /** stops counting this request as in flight */
  readonly leave: () => void
}

export interface Uploading {
  /** memory reserved for a large body; undefined if it is small or exceeds the limit */
  readonly upload: Upload | undefined
}

export interface Read {
  readonly body: Buffer
  /** memory reserved for a large answer */
  readonly room: AnswerRoom
}

type Found = Received & Authenticated & Recorded & Identified & Counted & Uploading & Read

/** A request whose body has been read: the argument of every handler. */
export type Call = Arrival & Found

/** A request that any stage has refused. */
export type Refused = Arrival & Partial<Found>

/** Aborts if the client disconnects during the wait. Returns undefined if there is no wait. */
export const awaitRoom = (call: Call, bytes: number): Promise<void> | undefined =>
  call.room.take(bytes)?.then(() => call.signal.throwIfAborted())

/** The default `fieldManager`: the user agent up to its first slash, at most 128 bytes. */
const managerFromUserAgent = (userAgent: string): string => {
  const name = userAgent.split('/', 1)[0]!.replace(/[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu, '')
  if (Buffer.byteLength(name) <= FIELD_MANAGER_MAX_BYTES) return name
  return withoutTrailing(
    Buffer.from(name).subarray(0, FIELD_MANAGER_MAX_BYTES).toString(),
    '\ufffd',
  )
}

/** `fieldManager` absent or '': derived from the user agent. */
interface ContextOptions {
  readonly dryRun: boolean
  readonly fieldManager?: string
}

/** What the registry needs to know of a write. */
export class WriteContext implements RequestContext {
  readonly #call: Call
  readonly dryRun: boolean
  readonly fieldManager: string

  constructor(call: Call, { dryRun, fieldManager }: ContextOptions) {
    this.#call = call
    this.dryRun = dryRun
    this.fieldManager = fieldManager || managerFromUserAgent(call.headers['user-agent'] ?? '')
  }

  get user(): UserInfo {
    return this.#call.user
  }

  get release(): Release {
    return this.#call.release
  }

  get clock(): ClusterTime {
    return this.#call.clock
  }

  get entropy(): Entropy {
    return this.#call.entropy
  }

  get warn(): (text: string) => void {
    return this.#call.warn
  }

  get large(): boolean {
    return isLarge(this.#call.body)
  }

  get signal(): AbortSignal {
    return this.#call.signal
  }
}
