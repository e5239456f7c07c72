/** What a handler is given of a request, and what it gives back. Fastify's types are for `app.ts` and what it hands the wire to. */
import type { IncomingHttpHeaders } from 'node:http'
import type { ClusterTime } from '../../apimachinery/clock.ts'
import type { RequestContext } from '../../apimachinery/context.ts'
import type { Entropy } from '../../apimachinery/entropy.ts'
import type { Rounds } from '../../apimachinery/rounds.ts'
import type { SchemaSet } from '../../apimachinery/schema/schema-compile.ts'
import { withoutTrailing } from '../../apimachinery/text/trim.ts'
import { type Caller, isLarge, type Turns } from '../../apimachinery/turns.ts'
import type { UserInfo } from '../../apimachinery/user.ts'
import type { AuditRecord } from '../audit/record.ts'
import type { Authorizer } from '../authz/authorizer.ts'
import type { Metrics } from './metrics/metrics.ts'
import type { Advice } from '../extensions.ts'
import type { Release } from '../../apimachinery/release/release.ts'
import type { RequestInfo } from './request-info.ts'
import type { Catalogue } from './served.ts'

/** What the handlers have to say to the audit log. */
type CallAudit = Pick<
  AuditRecord,
  'annotate' | 'failed' | 'requested' | 'sent' | 'wantsRequest' | 'wantsResponse'
>

/** What the handlers work with; the same for every request. */
export interface Services {
  readonly release: Release
  readonly clock: ClusterTime
  readonly entropy: Entropy
  readonly catalogue: Catalogue
  readonly schemas: SchemaSet
  readonly authorizer: Authorizer
  readonly metrics: Metrics
  /** of all large work */
  readonly turns: Turns
  /** of watches that are told of changes */
  readonly watchRounds: Rounds
  /** undefined: nothing is explained */
  hints?: Advice
}

/** Room for the bytes of an answer for as long as its client has not taken them (`gate/answers.ts`). */
export interface AnswerRoom {
  /**
   * Holds so much from now on, in the place of what was held. Undefined: at once; otherwise resolves when there is room, or when
   * nobody waits for the answer any more. Whoever holds some already never waits.
   */
  take(bytes: number): Promise<void> | undefined
  /** Holds nothing until the next `take`. */
  leave(): void
  /** Holds nothing any more, and nobody waits. */
  end(): void
}

export interface Call extends Caller {
  readonly services: Services
  readonly info: RequestInfo
  readonly headers: IncomingHttpHeaders
  readonly user: UserInfo
  /** `host:port` that the client used, for discovery */
  readonly serverAddress: string
  /** empty when there was none */
  readonly body: Buffer
  /** fires when the client has gone or the server stops */
  readonly signal: AbortSignal
  /** undefined: nothing is written of this request */
  readonly audit: CallAudit | undefined
  /** of the answer; taken before a large one is made */
  readonly room: AnswerRoom
  /** texts for `Warning` headers, in order, each once */
  readonly warnings: Set<string>
}

export interface Answer {
  readonly code: number
  /** '' for an answer without a body */
  readonly contentType: string
  readonly body: Buffer
  /** several values of a name are a line each */
  readonly headers?: Readonly<Record<string, string | string[]>>
  /** bytes of the body before it was packed, where it has been and the headers say so; undefined: it is as it was made */
  readonly unpacked?: number
  /** the body as JSON, where that is another form and has been made already: for the audit log */
  readonly json?: string
}

/**
 * Waits for room for an answer of so many bytes; undefined when there is some. Rejects with the reason
 * of the call's signal.
 */
export const awaitRoom = (
  call: Pick<Call, 'room' | 'signal'>,
  bytes: number,
): Promise<void> | undefined => call.room.take(bytes)?.then(() => call.signal.throwIfAborted())

/** What the handlers of a watch write to. */
export interface StreamWriter {
  /** false: the client reads too slowly; wait for {@link drained} */
  write(chunk: Buffer): boolean
  drained(): Promise<void>
  /** Ends it well: what was written still goes out. */
  end(): void
  /** Drops the client, and what it has not taken. */
  cut(): void
  /** Ends its connection as the network would, with all that goes on over it. */
  disconnect(): void
}

/** An answer that goes on: headers at once, then whatever `run` writes until it ends or `signal` fires. */
export interface StreamAnswer {
  readonly contentType: string
  /** besides, where the stream is the body of an answer */
  readonly headers?: Readonly<Record<string, string>>
  run(writer: StreamWriter, signal: AbortSignal): Promise<void>
}

/** `fieldManager`'s default: the user agent up to its first slash, printable characters only, 128 bytes at most. */
const managerFromUserAgent = (userAgent: string): string => {
  const name = userAgent.split('/')[0]!.replace(/[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu, '')
  return withoutTrailing(Buffer.from(name).subarray(0, 128).toString(), '\ufffd')
}

/** The context that the stages below see. */
class CallContext implements RequestContext {
  readonly user: UserInfo
  readonly release: Release
  readonly clock: ClusterTime
  readonly entropy: Entropy
  readonly dryRun: boolean
  readonly fieldManager: string
  readonly large: boolean
  readonly #call: Call

  constructor(
    call: Call,
    { dryRun, fieldManager }: { readonly dryRun: boolean; readonly fieldManager: string },
  ) {
    const { services } = call
    this.#call = call
    this.user = call.user
    this.release = services.release
    this.clock = services.clock
    this.entropy = services.entropy
    this.dryRun = dryRun
    this.fieldManager =
      fieldManager === '' ? managerFromUserAgent(call.headers['user-agent'] ?? '') : fieldManager
    this.large = isLarge(call.body)
  }

  /** as a property, since it is handed on without the context */
  readonly warn = (text: string): void => void this.#call.warnings.add(text)

  // few ask for it, and it is made when somebody does
  get signal(): AbortSignal {
    return this.#call.signal
  }
}

export const contextOf = (
  call: Call,
  options: { readonly dryRun: boolean; readonly fieldManager: string },
): RequestContext => new CallContext(call, options)
