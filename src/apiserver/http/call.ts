/** The state of a request: stages fill it in, handlers read it, the registry uses it as context. */
import { randomUUID } from 'node:crypto'
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
import type { AnswerRoom, Taker } from './gate/answer-memory.ts'
import type { Upload } from './gate/uploads.ts'
import type { RequestInfo } from './request-info.ts'
import type { Services } from './services.ts'
import { Abandonment } from './stages/abandonment.ts'
import { atEndOf } from './wire/answer-end.ts'
import type { AnyRequest, AnyResponse } from './wire/message.ts'
import { cutOff } from './wire/pipelined.ts'

const NOTHING = Buffer.alloc(0)

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

export class Call implements RequestContext, Taker {
  readonly request: AnyRequest
  readonly response: AnyResponse
  readonly services: Services
  readonly headers: IncomingHttpHeaders
  readonly method: string
  readonly url: string
  readonly auditID: string
  /** of the body, without parameters; '' without a Content-Type header */
  readonly mediaType: string
  /** names in lower case */
  readonly answerHeaders: Record<string, number | string | string[]> = {}
  /** aborts when the client has gone, at the time limit, and for watches when the server stops */
  readonly gone = new Abandonment()
  /** texts for `Warning` headers */
  readonly warnings = new Set<string>()
  /** undefined before authentication, and if no audit policy selects this request */
  audit: AuditRecord | undefined
  /** set once the head has been read */
  info!: RequestInfo
  /** whether {@link asker} and {@link user} are known */
  isIdentified = false
  asker!: UserInfo
  /** after impersonation */
  user!: UserInfo
  body: Buffer = NOTHING
  /** memory reserved for a large answer */
  room!: AnswerRoom
  isAnswered = false
  /** name of the injected fault */
  fault: string | undefined
  /** stops counting this request as in flight; undefined before the request counts */
  leavePlace: (() => void) | undefined
  /** memory reserved for a large body; undefined if it is small or exceeds the limit */
  upload: Upload | undefined
  dryRun = false
  fieldManager = ''

  constructor(request: AnyRequest, response: AnyResponse, services: Services) {
    const { headers, method = '', url = '' } = request
    this.request = request
    this.method = method
    this.url = url
    this.response = response
    this.services = services
    this.headers = headers
    this.auditID = String(headers['audit-id'] ?? randomUUID())
    this.mediaType = (headers['content-type'] ?? '').split(';', 1)[0]!.trim()
  }

  get signal(): AbortSignal {
    return this.gone.signal
  }

  get release(): Release {
    return this.services.release
  }

  get clock(): ClusterTime {
    return this.services.clock
  }

  get entropy(): Entropy {
    return this.services.entropy
  }

  get large(): boolean {
    return isLarge(this.body)
  }

  /** An arrow function, since callers pass it on as a callback. */
  readonly warn = (text: string): void => void this.warnings.add(text)

  contextWith({ dryRun, fieldManager }: ContextOptions): RequestContext {
    this.dryRun = dryRun
    this.fieldManager = fieldManager || managerFromUserAgent(this.headers['user-agent'] ?? '')
    return this
  }

  /**
   * Reserves memory for an answer of `bytes`. Returns undefined if there is no need to wait.
   * Rejects with the reason of {@link signal} if it aborts during the wait.
   */
  awaitRoom(bytes: number): Promise<void> | undefined {
    return this.room.take(bytes)?.then(() => this.signal.throwIfAborted())
  }

  atEnd(task: () => void): void {
    atEndOf(this.response, task)
  }

  /** Drops the connection, or the HTTP/2 stream, to make room for other answers. */
  cut(): void {
    cutOff(this.response)
  }
}
