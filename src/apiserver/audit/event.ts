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

type ReferenceField =
  | 'resource'
  | 'namespace'
  | 'name'
  | 'uid'
  | 'apiGroup'
  | 'apiVersion'
  | 'resourceVersion'
  | 'subresource'
export type AuditedObject = Readonly<Partial<Record<ReferenceField, string>>>

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
 * Keeps the body of a Secret, because a policy requested it. Removes private keys and tokens from
 * the bodies of other objects.
 */
const bodyOf = (object: string | undefined, { resource, apiGroup }: AuditedObject) =>
  object === undefined || (resource === 'secrets' && apiGroup === '')
    ? object
    : withoutSecretsInJson(object)

const fieldsOf = (value: object): string => json(value).slice(1, -1)

/**
 * Renders an event as one line, with the fields in the order of Go's type. Unlike a real server,
 * removes private keys and tokens, except from Secrets.
 */
export const renderEvent = (event: AuditEvent): string => {
  const { level, auditID, stage, verb, user, annotations } = event
  const { impersonatedUser, impersonationConstraint, objectRef = {}, responseStatus } = event
  const bodies = omitEmpty({
    requestObject: bodyOf(event.requestObject, objectRef),
    responseObject: bodyOf(event.responseObject, objectRef),
  })
  const fields = [
    fieldsOf({
      kind: 'Event',
      apiVersion: 'audit.k8s.io/v1',
      level,
      auditID,
      stage,
      requestURI: withoutSecretsInUrl(event.requestURI),
      verb,
      user: user === undefined ? {} : userOf(user),
      ...omitEmpty({
        impersonatedUser: impersonatedUser && userOf(impersonatedUser),
        authenticationMetadata: omitEmpty({ impersonationConstraint }),
        sourceIPs: event.sourceIPs,
        userAgent: event.userAgent,
        objectRef: omitEmpty(objectRef),
        responseStatus: responseStatus && { metadata: {}, ...responseStatus },
      }),
    }),
    ...Object.entries(bodies).map(([name, body]) => `"${name}":${body}`),
    fieldsOf({
      requestReceivedTimestamp: formatMicroTime(event.requestReceived),
      stageTimestamp: formatMicroTime(event.stageReached),
      ...omitEmpty({ annotations }),
    }),
  ]
  return `{${fields.join(',')}}\n`
}
