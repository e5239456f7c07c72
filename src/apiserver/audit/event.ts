/** Audit events (`audit.k8s.io/v1`). */
import { omitEmpty } from '../../apimachinery/omit-empty.ts'
import { formatMicroTime } from '../../apimachinery/clock.ts'
import {
  withoutSecrets,
  withoutSecretsInJson,
  withoutSecretsInUrl,
} from '../../apimachinery/text/secrets.ts'
import type { Status } from '../../apimachinery/status.ts'
import type { UserInfo } from '../../apimachinery/user.ts'

export const LEVELS = ['None', 'Metadata', 'Request', 'RequestResponse'] as const
export type Level = (typeof LEVELS)[number]

/** ResponseStarted is for watches and for unauthenticated requests. */
export type Stage = 'RequestReceived' | 'ResponseStarted' | 'ResponseComplete' | 'Panic'

export const isAtLeast = (level: Level, wanted: Level): boolean =>
  LEVELS.indexOf(level) >= LEVELS.indexOf(wanted)

export interface AuditedObject {
  readonly resource?: string
  readonly namespace?: string
  readonly name?: string
  readonly uid?: string
  readonly apiGroup?: string
  readonly apiVersion?: string
  readonly resourceVersion?: string
  readonly subresource?: string
}

export interface AuditEvent {
  readonly level: Level
  readonly auditID: string
  readonly stage: Stage
  readonly requestURI: string
  readonly verb: string
  /** undefined: unauthenticated */
  readonly user: UserInfo | undefined
  readonly impersonatedUser: UserInfo | undefined
  /** the verb of constrained impersonation */
  readonly impersonationConstraint: string | undefined
  readonly sourceIPs: readonly string[]
  readonly userAgent: string
  readonly objectRef: AuditedObject | undefined
  readonly responseStatus: Partial<Status> | undefined
  /** JSON on one line */
  readonly requestObject: string | undefined
  /** JSON on one line */
  readonly responseObject: string | undefined
  /** milliseconds since the epoch */
  readonly requestReceived: number
  /** milliseconds since the epoch */
  readonly stageReached: number
  readonly annotations: Readonly<Record<string, string>>
}

const userOf = ({ name, uid, groups, extra }: UserInfo): object => ({
  username: name,
  ...omitEmpty({ uid, groups, extra }),
})

const json = (value: unknown): string =>
  JSON.stringify(value, (_key, field: unknown) =>
    typeof field === 'string' ? withoutSecrets(field) : field,
  )

/**
 * Secrets are logged if a policy requests them; from other objects, keys and tokens are removed.
 */
const bodyOf = (object: string | undefined, reference: AuditedObject | undefined) =>
  object === undefined || (reference?.resource === 'secrets' && reference.apiGroup === '')
    ? object
    : withoutSecretsInJson(object)

/**
 * Renders an event as one line, fields in the order of Go's type. Unlike a real server, removes
 * misplaced private keys and tokens.
 */
export const renderEvent = (event: AuditEvent): string => {
  const { impersonatedUser, impersonationConstraint, objectRef, responseStatus } = event
  const fields: [string, string | undefined][] = [
    ['kind', '"Event"'],
    ['apiVersion', '"audit.k8s.io/v1"'],
    ['level', json(event.level)],
    ['auditID', json(event.auditID)],
    ['stage', json(event.stage)],
    ['requestURI', json(withoutSecretsInUrl(event.requestURI))],
    ['verb', json(event.verb)],
    ['user', json(event.user === undefined ? {} : userOf(event.user))],
    ['impersonatedUser', impersonatedUser && json(userOf(impersonatedUser))],
    ['authenticationMetadata', impersonationConstraint && json({ impersonationConstraint })],
    ['sourceIPs', event.sourceIPs.length === 0 ? undefined : json(event.sourceIPs)],
    ['userAgent', event.userAgent === '' ? undefined : json(event.userAgent)],
    ['objectRef', objectRef && json(omitEmpty(objectRef))],
    ['responseStatus', responseStatus && json({ metadata: {}, ...responseStatus })],
    ['requestObject', bodyOf(event.requestObject, objectRef)],
    ['responseObject', bodyOf(event.responseObject, objectRef)],
    ['requestReceivedTimestamp', json(formatMicroTime(event.requestReceived))],
    ['stageTimestamp', json(formatMicroTime(event.stageReached))],
    [
      'annotations',
      Object.keys(event.annotations).length === 0 ? undefined : json(event.annotations),
    ],
  ]
  const given = fields.flatMap(([name, value]) =>
    value === undefined ? [] : [`"${name}":${value}`],
  )
  return `{${given.join(',')}}\n`
}
