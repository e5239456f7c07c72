import type { IncomingHttpHeaders } from 'node:http'
import type { UserInfo } from '../../api/user.ts'
import type { AnswerRoom, Call, CallAudit, Services } from '../call.ts'
import type { RequestInfo } from '../request-info.ts'
import type { Abandonment } from './abandonment.ts'
import type { Exchange } from './exchange.ts'

const NOTHING = Buffer.alloc(0)

/** A request as the handlers see it. */
class ExchangeCall implements Call {
  readonly services: Services
  readonly info: RequestInfo
  readonly headers: IncomingHttpHeaders
  readonly user: UserInfo
  readonly serverAddress: string
  readonly body: Buffer
  readonly audit: CallAudit | undefined
  readonly room: AnswerRoom
  readonly warnings = new Set<string>()
  readonly gone: Abandonment

  constructor(exchange: Exchange, services: Services, room: AnswerRoom) {
    const { info, user } = exchange.identified!
    const { body, raw } = exchange.request
    const { headers } = raw
    this.gone = exchange.gone
    this.services = services
    this.info = info
    this.headers = headers
    this.user = user
    this.serverAddress = headers.host ?? (headers[':authority'] as string | undefined) ?? ''
    this.body = Buffer.isBuffer(body) ? body : NOTHING
    this.audit = exchange.audit
    this.room = room
  }

  get signal(): AbortSignal {
    return this.gone.signal
  }
}

/** The call that the handlers see, once the body has been read. */
export const callOf = (exchange: Exchange, services: Services, room: AnswerRoom): Call => {
  const { headers } = exchange.request.raw
  if (exchange.contentType === undefined) delete headers['content-type']
  else headers['content-type'] = exchange.contentType
  return new ExchangeCall(exchange, services, room)
}
