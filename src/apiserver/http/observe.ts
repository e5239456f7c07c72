import { type Interference, isManagement } from '../extensions.ts'
import { isStream, type AnyAnswer, type StreamAnswer } from './answer/answer.ts'
import type { Arrival, Call, Refused } from './call.ts'
import { keepSessionFor } from './wire/cut.ts'

/**
 * Handles a request, with injected faults. Rejects with CutConnection if a fault cuts the
 * connection.
 */
export const observed = async (
  call: Call,
  handle: () => Promise<AnyAnswer>,
): Promise<AnyAnswer> => {
  if (isManagement(call.info.path)) {
    keepSessionFor(call.response)
    // the management API makes requests itself, which may need the memory held for this upload
    call.upload?.leave()
  }
  const interference = call.cluster.observer?.before?.(call)
  if (interference === undefined) return handle()
  const { name } = interference
  if (name !== undefined) {
    call.fault = name
    call.reply.header('csrlab-fault', name)
  }
  const outcome = await interference.around(handle)
  return isStream(outcome) ? watched(outcome, call, interference) : outcome
}

const watched = (answer: StreamAnswer, call: Call, interference: Interference): StreamAnswer => ({
  ...answer,
  run: async (writer, signal) => {
    const ending = new AbortController()
    const ended = interference.onWatch?.({
      named: (name) => (call.fault = name),
      cut: () => {
        writer.disconnect()
        ending.abort()
      },
      fail: (error) => ending.abort(error),
    })
    try {
      await answer.run(writer, AbortSignal.any([signal, ending.signal]))
    } finally {
      ended?.()
    }
  },
})

/** Tells observers of the end of the request, however it ends. */
export const observeEnd = (call: Arrival): void => {
  const { response, cluster, reply } = call
  const { observer } = cluster
  if (observer?.after === undefined) return
  const { stopwatch } = cluster.metrics
  const begun = stopwatch()
  call.atEnd(() => {
    const { info, user }: Refused = call
    observer.after!({
      auditID: call.auditID,
      method: call.method,
      url: call.url,
      info,
      user,
      userAgent: call.headers['user-agent'] ?? '',
      code: response.headersSent ? response.statusCode : undefined,
      milliseconds: stopwatch() - begun,
      warnings: [reply.getHeader('warning') ?? []].flat().map(String),
      fault: call.fault,
    })
  })
}
