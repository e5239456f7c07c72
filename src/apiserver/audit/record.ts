import { stringifyJson } from '../../apimachinery/text/json.ts'
import type { KubeObject } from '../../apimachinery/meta.ts'
import type { Status } from '../../apimachinery/status.ts'
import type { UserInfo } from '../../apimachinery/user.ts'
import { type AuditEvent, isAtLeast, type Level, type AuditedObject, type Stage } from './event.ts'
import type { AuditAttributes, Audited } from './policy.ts'

export type AuditedRequest = Pick<AuditEvent, 'auditID' | 'requestURI' | 'sourceIPs' | 'userAgent'>

export interface Recipient {
  readonly audited: Audited
  readonly sink: { log(event: AuditEvent): void }
}

interface RecordParts {
  readonly recipients: readonly Recipient[]
  readonly attributes: AuditAttributes
  readonly request: AuditedRequest
  /** milliseconds since the epoch */
  readonly now: () => number
}

type ListObject = { metadata?: { managedFields?: unknown }; items?: unknown }

const withoutManagedFields = (value: ListObject): ListObject => {
  if (value.metadata !== undefined) delete value.metadata.managedFields
  if (Array.isArray(value.items))
    value.items.forEach((item) => withoutManagedFields(item as ListObject))
  return value
}

const oneLine = (json: string | undefined, { omitManagedFields }: Audited): string | undefined => {
  if (json === undefined) return undefined
  if (omitManagedFields) return JSON.stringify(withoutManagedFields(JSON.parse(json) as ListObject))
  const text = json.trimEnd()
  return text.includes('\n') ? JSON.stringify(JSON.parse(text)) : text
}

const referenceOf = (attributes: AuditAttributes): AuditedObject => {
  const { resource, namespace, name, apiGroup, apiVersion, subresource } = attributes
  return { resource, namespace, name, apiGroup, apiVersion, subresource }
}

export class AuditRecord {
  readonly #parts: RecordParts
  readonly #received: number
  readonly #annotations: Record<string, string> = {}
  #reference: AuditedObject | undefined
  #impersonated: UserInfo | undefined
  #constraint: string | undefined
  #status: Partial<Status> | undefined
  #request: string | undefined
  #response: string | undefined
  #isOver = false

  constructor(parts: RecordParts) {
    this.#parts = parts
    this.#received = parts.now()
    const { attributes } = parts
    if (attributes.resourceRequest) this.#reference = referenceOf(attributes)
    if (attributes.user !== undefined) this.#stage('RequestReceived')
  }

  get wantsResponse(): boolean {
    return this.#isWanted('RequestResponse')
  }

  #isWanted(level: Level): boolean {
    return this.#parts.recipients.some(({ audited }) => isAtLeast(audited.level, level))
  }

  decided(allowed: boolean, reason: string): void {
    this.annotate('authorization.k8s.io/decision', allowed ? 'allow' : 'forbid')
    this.annotate('authorization.k8s.io/reason', reason)
  }

  annotate(name: string, value: string): void {
    this.#annotations[name] = value
  }

  impersonates(user: UserInfo, constraint?: string): void {
    this.#impersonated = user
    this.#constraint = constraint
  }

  /** Completes the event's `objectRef`, which is from the URL, with the metadata of the body. */
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

  /** `json` is called only if a policy wants the body. */
  sent(json: () => string): void {
    if (this.#isWanted('Request')) this.#request = json()
  }

  responded(json: string): void {
    if (this.wantsResponse) this.#response = json
  }

  failed({ kind: _kind, apiVersion: _version, metadata: _metadata, ...status }: Status): void {
    this.#status = status
  }

  started(code: number): void {
    if (this.#parts.attributes.verb !== 'watch') return
    this.#status = { ...this.#status, code }
    this.#stage('ResponseStarted')
  }

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

  /** `code`: undefined if no response head was sent, or if {@link started} got the code. */
  complete(code: number | undefined): void {
    const sent = code ?? this.#status?.code
    this.#status =
      sent === undefined
        ? { status: 'Success', message: 'Connection closed early', code: 200 }
        : { ...this.#status, code: sent }
    // an unauthenticated request has no stage ResponseComplete
    this.#end(this.#parts.attributes.user === undefined ? 'ResponseStarted' : 'ResponseComplete')
  }

  #end(stage: Stage): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#stage(stage)
  }

  #stage(stage: Stage): void {
    const { recipients, request, now } = this.#parts
    const { verb, user } = this.#parts.attributes
    const stageReached = now()
    for (const { audited, sink } of recipients) {
      const { level, omitStages } = audited
      if (omitStages.includes(stage)) continue
      sink.log({
        ...request,
        verb,
        user,
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
