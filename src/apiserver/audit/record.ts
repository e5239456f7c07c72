/** What is written of one request, from its beginning to its end. */
import { stringifyJson } from '../../apimachinery/text/json.ts'
import type { KubeObject } from '../../apimachinery/meta.ts'
import type { Status } from '../../apimachinery/status.ts'
import type { UserInfo } from '../../apimachinery/user.ts'
import {
  type AuditEvent,
  isAtLeast,
  type Level,
  type ObjectReference,
  type Stage,
} from './event.ts'
import type { Audited } from './policy.ts'

/** What is known of a request when it begins. */
export interface Begun extends Pick<
  AuditEvent,
  'auditID' | 'requestURI' | 'verb' | 'user' | 'sourceIPs' | 'userAgent' | 'objectRef'
> {
  /** its answer goes on, as that of a watch */
  readonly longRunning: boolean
}

/** Somebody who is told of a request, as a policy of their own says. */
export interface Hearer {
  readonly audited: Audited
  readonly hear: (event: AuditEvent) => void
}

interface RecordParts {
  readonly hearers: readonly Hearer[]
  readonly begun: Begun
  /** milliseconds since the epoch */
  readonly now: () => number
}

type Listed = { metadata?: { managedFields?: unknown }; items?: unknown }

const withoutManagedFields = (value: Listed): Listed => {
  if (value.metadata !== undefined) delete value.metadata.managedFields
  if (Array.isArray(value.items))
    value.items.forEach((item) => withoutManagedFields(item as Listed))
  return value
}

const oneLine = (json: string | undefined, { omitManagedFields }: Audited): string | undefined => {
  if (json === undefined) return undefined
  if (omitManagedFields) return JSON.stringify(withoutManagedFields(JSON.parse(json) as Listed))
  const text = json.trimEnd()
  return text.includes('\n') ? JSON.stringify(JSON.parse(text)) : text
}

export class AuditRecord {
  readonly #parts: RecordParts
  readonly #received: number
  readonly #annotations: Record<string, string> = {}
  #reference: ObjectReference | undefined
  #impersonated: UserInfo | undefined
  #constraint: string | undefined
  #status: Partial<Status> | undefined
  /** JSON text */
  #request: string | undefined
  /** JSON text */
  #response: string | undefined
  #isOver = false

  /** Writes that the request was received. */
  constructor(parts: RecordParts) {
    this.#parts = parts
    this.#received = parts.now()
    this.#reference = parts.begun.objectRef
    if (parts.begun.user !== undefined) this.#stage('RequestReceived')
  }

  /** Whether {@link sent} wants the text. */
  get wantsRequest(): boolean {
    return this.#isWanted('Request')
  }

  /** Whether {@link responded} wants the answer. */
  get wantsResponse(): boolean {
    return this.#isWanted('RequestResponse')
  }

  #isWanted(level: Level): boolean {
    return this.#parts.hearers.some(({ audited }) => isAtLeast(audited.level, level))
  }

  /** What authorization said. */
  decided(allowed: boolean, reason: string): void {
    this.annotate('authorization.k8s.io/decision', allowed ? 'allow' : 'forbid')
    this.annotate('authorization.k8s.io/reason', reason)
  }

  annotate(name: string, value: string): void {
    this.#annotations[name] = value
  }

  /** The user acts as another one. `constraint`: the verb of constrained impersonation that allows it. */
  impersonates(user: UserInfo, constraint?: string): void {
    this.#impersonated = user
    this.#constraint = constraint
  }

  /** An object was sent. It tells what the URL does not say of itself. */
  requested(object: KubeObject): void {
    const { namespace, name, uid, resourceVersion } = object.metadata
    const said = this.#reference ?? {}
    this.#reference = {
      ...said,
      namespace: said.namespace || (namespace ?? ''),
      name: said.name || (name ?? ''),
      uid: uid ?? '',
      resourceVersion: resourceVersion ?? '',
    }
    this.sent(() => stringifyJson(object))
  }

  /** Something else was sent: `json` makes its text, if it is wanted. */
  sent(json: () => string): void {
    if (this.wantsRequest) this.#request = json()
  }

  /** The answer's body, JSON. */
  responded(json: string): void {
    if (this.wantsResponse) this.#response = json
  }

  /** The answer is a Status. */
  failed({ status, message, reason, details, code }: Status): void {
    this.#status = {
      ...(status === undefined ? {} : { status }),
      ...(message === undefined ? {} : { message }),
      ...(reason === undefined ? {} : { reason }),
      ...(details === undefined ? {} : { details }),
      ...(code === undefined ? {} : { code }),
    }
  }

  /** The head of an answer that goes on has been sent. */
  started(code: number): void {
    if (!this.#parts.begun.longRunning) return
    this.#status = { ...this.#status, code }
    this.#stage('ResponseStarted')
  }

  /** A mistake of the server's own. */
  panicked(error: unknown): void {
    const why = error instanceof Error ? error.message : String(error)
    this.#status = {
      status: 'Failure',
      message: `APIServer panic'd: ${why}`,
      reason: 'InternalError',
      code: 500,
    }
    this.#end('Panic')
  }

  /** All is sent, or nobody is there any more. `code`: undefined when no head was sent, or that of {@link started} counts. */
  complete(code: number | undefined): void {
    const sent = code ?? this.#status?.code
    this.#status =
      sent === undefined
        ? { status: 'Success', message: 'Connection closed early', code: 200 }
        : { ...this.#status, code: sent }
    // who is not let in has no more than an answer that begins
    this.#end(this.#parts.begun.user === undefined ? 'ResponseStarted' : 'ResponseComplete')
  }

  #end(stage: Stage): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#stage(stage)
  }

  #stage(stage: Stage): void {
    const { hearers, begun, now } = this.#parts
    const stageReached = now()
    for (const { audited, hear } of hearers) {
      const { level, omitStages } = audited
      if (omitStages.includes(stage)) continue
      hear({
        ...begun,
        level,
        stage,
        impersonatedUser: this.#impersonated,
        impersonationConstraint: this.#constraint,
        objectRef: this.#reference,
        responseStatus: this.#status,
        requestObject: isAtLeast(level, 'Request') ? oneLine(this.#request, audited) : undefined,
        responseObject: isAtLeast(level, 'RequestResponse')
          ? oneLine(this.#response, audited)
          : undefined,
        requestReceived: this.#received,
        stageReached,
        annotations: this.#annotations,
      })
    }
  }
}
