/** What the management API sees of requests and does to them. */
import { isManagement } from '../../extensions.ts'
import type { Interference, RequestObserver } from '../../extensions.ts'
import type { StreamAnswer } from '../call.ts'
import { isStream, type Outcome } from '../route.ts'
import { spare } from '../wire/cut.ts'
import { methodOf } from '../wire/method.ts'
import type { Exchange } from './exchange.ts'

/** Handles a request, or lets happen to it what a feature has ordered. Rejects with CutConnection where no answer is to leave. */
export const manage = (
  observer: RequestObserver | undefined,
  exchange: Exchange,
  handle: () => Promise<Outcome>,
): Promise<Outcome> => {
  if (isManagement(exchange.info.path)) {
    spare(exchange.reply.raw)
    // requests that it makes itself may need the room
    exchange.upload?.leave()
  }
  const interference = observer?.before?.(exchange)
  if (interference === undefined) return handle()
  const { name } = interference
  if (name !== undefined) {
    exchange.fault = name
    exchange.reply.header('csrlab-fault', name)
  }
  return interfered(interference, exchange, handle)
}

const interfered = async (
  interference: Interference,
  exchange: Exchange,
  handle: () => Promise<Outcome>,
): Promise<Outcome> => {
  const outcome = await interference.around(handle)
  const onWatch = interference.onWatch?.bind(interference)
  return onWatch !== undefined && isStream(outcome) ? watched(outcome, exchange, onWatch) : outcome
}

/** A watch that can be ended from elsewhere. */
const watched = (
  answer: StreamAnswer,
  exchange: Exchange,
  onWatch: NonNullable<Interference['onWatch']>,
): StreamAnswer => ({
  ...answer,
  run: async (writer, signal) => {
    const ending = new AbortController()
    const end = (): void => ending.abort(signal.reason)
    signal.addEventListener('abort', end, { once: true })
    if (signal.aborted) end()
    const ended = onWatch({
      named: (name) => (exchange.fault = name),
      cut: () => {
        writer.disconnect()
        ending.abort()
      },
      fail: (error) => ending.abort(error),
    })
    try {
      await answer.run(writer, ending.signal)
    } finally {
      ended()
      signal.removeEventListener('abort', end)
    }
  },
})

/** A header that may be there several times. */
const valuesOf = (header: number | string | string[] | undefined): string[] =>
  header === undefined ? [] : [header].flat().map(String)

/** Tells the end of a request, whenever that comes, if anybody wants to hear it. */
export const tellEnd = (observer: RequestObserver | undefined, exchange: Exchange): void => {
  if (observer?.after === undefined) return
  const { request, reply } = exchange
  const { stopwatch } = exchange.services.metrics
  const begun = stopwatch()
  const { raw } = reply
  exchange.atEnd(() =>
    observer.after!({
      auditID: exchange.auditID,
      method: methodOf(request.raw),
      url: request.originalUrl,
      info: exchange.info,
      user: exchange.isIdentified ? exchange.user : undefined,
      userAgent: request.headers['user-agent'] ?? '',
      code: raw.headersSent ? raw.statusCode : undefined,
      milliseconds: stopwatch() - begun,
      warnings: valuesOf(reply.getHeader('warning')),
      fault: exchange.fault,
    }),
  )
}
