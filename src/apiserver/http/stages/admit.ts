/** The stages that come before a body is read and a handler is found, in their order: who asks, for whom, may they, is there room. */
import { randomUUID } from 'node:crypto'
import { StatusError, unauthorized } from '../../../apimachinery/status.ts'
import { SYSTEM_ANONYMOUS, type UserInfo } from '../../../apimachinery/user.ts'
import type { AuditRecord } from '../../audit/record.ts'
import type { Authenticator } from '../../authn/authenticator.ts'
import { wantedUser } from '../../authn/impersonation-headers.ts'
import { warningHeaders } from '../answer/warnings.ts'
import type { Services } from '../call.ts'
import type { Exchange } from './exchange.ts'
import type { Auditor } from '../gate/audit.ts'
import type { Allowance } from '../gate/allowance.ts'
import { attributesOf, authorize } from '../gate/authorize.ts'
import { forgetBody, type RequestBounds } from '../gate/bounds.ts'
import { credentialsOf } from '../gate/credentials.ts'
import type { Impersonation } from '../gate/impersonation/impersonation.ts'
import { parseRequestInfo, type RequestInfo } from '../request-info.ts'
import { endWithAnswer, limitToOneRequest } from '../wire/connections.ts'
import { checkHead } from '../wire/head.ts'
import { methodOf } from '../wire/method.ts'

export interface Gate {
  readonly services: Services
  readonly authenticator: Authenticator
  readonly impersonation: Impersonation
  readonly bounds: RequestBounds
  readonly allowance?: Allowance | undefined
  readonly auditor: Auditor
}

/**
 * Lets a request in, or throws MalformedUrl, MalformedHead, ImpersonationError, TooManyRequests and the StatusErrors 400, 401 and 403.
 * `timedOut` has to answer it when its time is over before an answer has begun.
 */
export const admit = (gate: Gate, exchange: Exchange, timedOut: () => void): void => {
  const { services, bounds } = gate
  // what cannot be read gets no audit id: Go's server answers it before any filter
  const info = readHead(exchange)
  beginAnswer(exchange)
  const timeoutMs = bounds.timeoutOf(info)
  const authenticated = authenticate(gate, exchange)
  limitRate(gate, exchange, authenticated)
  exchange.audit = beginAudit(gate, exchange, info, authenticated)
  const asker = required(authenticated)
  const user = filter(exchange, () => actingUser(gate, exchange, info, asker))
  exchange.asker = asker
  exchange.user = user
  exchange.isIdentified = true
  measure(gate, exchange)
  limitTime(gate, exchange, timeoutMs, timedOut)
  filter(exchange, () => authorize(services.authorizer, info, user, exchange.audit))
  exchange.leavePlace = bounds.takePlace(info, user, exchange)
}

const beginAnswer = ({ reply, auditID }: Exchange): void => {
  reply.header('audit-id', auditID)
  reply.header('cache-control', 'no-cache, private')
}

const readHead = (exchange: Exchange): RequestInfo => {
  const { request } = exchange
  checkHead(request.raw)
  return (exchange.info = parseRequestInfo(methodOf(request.raw), request.originalUrl))
}

/** Who asks; undefined when the credentials are no good. */
const authenticate = (
  { authenticator, services: { metrics, clock } }: Gate,
  { request, reply }: Exchange,
): UserInfo | undefined => {
  const credentials = credentialsOf(request.raw)
  const { peer } = credentials
  const { user, warning } = authenticator.authenticate(credentials)
  if (warning !== undefined) reply.header('warning', warningHeaders([warning]))
  if (user === undefined && peer !== undefined) endWithAnswer(reply.raw)
  const lifetime = peer === undefined ? undefined : (peer.notAfter - clock.now()) / 1000
  metrics.authenticated(user !== undefined, lifetime)
  return user
}

/** Begins the record of a request, which the end of the answer completes. */
const beginAudit = (
  { auditor }: Gate,
  exchange: Exchange,
  info: RequestInfo,
  user: UserInfo | undefined,
): AuditRecord | undefined => {
  if (!auditor.isHeard) return undefined
  const { request, reply, auditID } = exchange
  const { headers, socket } = request.raw
  const { remoteAddress } = socket
  const asked = { info, headers, url: request.originalUrl, auditID, remoteAddress, user }
  const record = auditor.begin(asked)
  const { raw } = reply
  if (record !== undefined)
    exchange.atEnd(() => record.complete(raw.headersSent ? raw.statusCode : undefined))
  return record
}

/** Clients without valid credentials have limits of their own, so that they use up nothing that users have. */
const limitRate = (
  { allowance }: Gate,
  { request }: Exchange,
  user: UserInfo | undefined,
): void => {
  const isStranger = user === undefined || user.name === SYSTEM_ANONYMOUS
  if (isStranger) limitToOneRequest(request.raw)
  allowance?.admit(isStranger)
}

const required = (user: UserInfo | undefined): UserInfo => {
  if (user === undefined) throw unauthorized()
  return user
}

/** Marks a refusal of this filter for browsers, as `responsewriters.RespondWithError` does. Refusals by handlers have no mark. */
const filter = <T>({ reply }: Exchange, pass: () => T): T => {
  try {
    return pass()
  } catch (error) {
    if (error instanceof StatusError) reply.header('x-content-type-options', 'nosniff')
    throw error
  }
}

const actingUser = (
  { impersonation }: Gate,
  { request, audit }: Exchange,
  info: RequestInfo,
  asker: UserInfo,
): UserInfo => {
  const wanted = wantedUser(request.raw.rawHeaders)
  if (wanted === undefined) return asker
  const { user, constraint } = impersonation.of(wanted, attributesOf(info, asker))
  audit?.impersonates(user, constraint)
  return user
}

/** The ids of the flow schema and priority level that the real server names; constant for a process. */
const FLOW_HEADERS = {
  'x-kubernetes-pf-flowschema-uid': randomUUID(),
  'x-kubernetes-pf-prioritylevel-uid': randomUUID(),
}

/** Counts the request from here on, and its end whenever that comes. */
const measure = ({ services }: Gate, exchange: Exchange): void => {
  const { reply, gone } = exchange
  reply.headers(FLOW_HEADERS)
  const ended = services.metrics.begin(exchange.info, exchange.contentType)
  exchange.atEnd(() => {
    ended(reply.raw.statusCode)
    if (!exchange.answered) gone.abort()
  })
}

const limitTime = (
  { bounds }: Gate,
  exchange: Exchange,
  timeoutMs: number,
  timedOut: () => void,
): void =>
  bounds.limitTime(timeoutMs, exchange, () => {
    exchange.gone.abort()
    forgetBody(exchange.request.raw, exchange.reply.raw)
    timedOut()
  })
