/** The stages before the body is read. */
import { randomUUID } from 'node:crypto'
import type { Clock } from '../../../apimachinery/clock.ts'
import { StatusError, unauthorized } from '../../../apimachinery/status.ts'
import { SYSTEM_ANONYMOUS, type UserInfo } from '../../../apimachinery/user.ts'
import { wantedUser } from '../gate/impersonation/headers.ts'
import { warningHeaders } from '../answer/warnings.ts'
import type { AppParts } from '../app-parts.ts'
import type { Call } from '../call.ts'
import { attributesOf } from '../gate/attributes.ts'
import { beginAudit } from '../gate/audit.ts'
import { demand } from '../../authz/demand.ts'
import { credentialsOf } from '../gate/credentials.ts'
import { forgetBody, limitTime, timeoutOf } from '../gate/deadline.ts'
import type { Impersonation } from '../gate/impersonation/questions.ts'
import type { InflightLimits } from '../gate/inflight.ts'
import { parseRequestInfo } from '../request-info.ts'
import { endWithAnswer, limitToOneRequest } from '../wire/connections.ts'
import { headProblem } from '../wire/head.ts'

export interface Gate extends Pick<AppParts, 'authenticate' | 'auditTrail' | 'limits'> {
  readonly impersonation: Impersonation
  readonly inflight: InflightLimits
  readonly patience: Clock
}

/**
 * `timedOut` answers the request at its time limit. Throws MalformedRequest, ImpersonationError,
 * TooManyRequests, and StatusErrors 400, 401, 403.
 */
export const admit = (gate: Gate, call: Call, timedOut: () => void): void => {
  const { inflight, patience, limits } = gate
  const { allowance, requestTimeoutMs } = limits
  readHead(call)
  const timeoutMs = timeoutOf(call.info, requestTimeoutMs)
  const user = authenticated(gate, call)
  // strangers have limits of their own, so that they cannot use up those of users
  const isStranger = user === undefined || user.name === SYSTEM_ANONYMOUS
  if (isStranger) limitToOneRequest(call.request)
  allowance?.admit(isStranger ? (call.request.socket.remoteAddress ?? '') : undefined)
  beginAudit(gate.auditTrail, call, user)
  if (user === undefined) throw unauthorized()
  filter(call, () => identify(gate, call, user))
  measure(call)
  limitTime(patience, timeoutMs, call, () => {
    call.gone.abort()
    forgetBody(call)
    timedOut()
  })
  // authorization precedes routing, so a forbidden unknown path gets a 403, not a 404
  filter(call, () =>
    demand(call.services.authorizer, attributesOf(call.info, call.user), call.audit),
  )
  call.leavePlace = inflight.enter(call.info, call.user)
  call.atEnd(call.leavePlace)
}

/** An unreadable request gets no audit ID, since Go's server answers it before any filter. */
const readHead = (call: Call): void => {
  const { request, answerHeaders, auditID } = call
  const problem = headProblem(request)
  if (problem !== undefined) throw problem
  call.info = parseRequestInfo(call.method, call.url)
  answerHeaders['audit-id'] = auditID
  answerHeaders['cache-control'] = 'no-cache, private'
}

const authenticated = (gate: Gate, call: Call): UserInfo | undefined => {
  const { request, response, answerHeaders, clock, services } = call
  const credentials = credentialsOf(request)
  const { peer } = credentials
  const { user, warning } = gate.authenticate(credentials)
  if (warning !== undefined) answerHeaders['warning'] = warningHeaders([warning])
  if (user === undefined && peer !== undefined) endWithAnswer(response)
  const lifetime = peer && (peer.notAfter - clock.now()) / 1000
  services.metrics.authenticated(user !== undefined, lifetime)
  return user
}

/** Sets `nosniff` on refusals, like `responsewriters.RespondWithError`. */
const filter = ({ answerHeaders }: Call, pass: () => void): void => {
  try {
    pass()
  } catch (error) {
    if (error instanceof StatusError) answerHeaders['x-content-type-options'] = 'nosniff'
    throw error
  }
}

const identify = ({ impersonation }: Gate, call: Call, asker: UserInfo): void => {
  const wanted = wantedUser(call.request.rawHeaders)
  call.asker = asker
  call.user = asker
  if (wanted !== undefined) {
    const { user, constraint } = impersonation(wanted, attributesOf(call.info, asker))
    call.audit?.impersonates(user, constraint)
    call.user = user
  }
  call.isIdentified = true
}

const FLOW_SCHEMA_UID = randomUUID()
const PRIORITY_LEVEL_UID = randomUUID()

const measure = (call: Call): void => {
  const { response, answerHeaders, services, gone } = call
  answerHeaders['x-kubernetes-pf-flowschema-uid'] = FLOW_SCHEMA_UID
  answerHeaders['x-kubernetes-pf-prioritylevel-uid'] = PRIORITY_LEVEL_UID
  const ended = services.metrics.begin(call.info, call.mediaType)
  call.atEnd(() => {
    ended(response.statusCode)
    if (!call.isAnswered) gone.abort()
  })
}
