import { type Interference, isManagement } from '../../extensions.ts'
import { isStream, type AnyAnswer, type StreamAnswer } from '../answer/answer.ts'
import type { Call } from '../call.ts'
import { keepSessionFor } from '../wire/cut.ts'

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
  const interference = call.services.observer?.before?.(call)
  if (interference === undefined) return handle()
  const { name } = interference
  if (name !== undefined) {
    call.fault = name
    call.answerHeaders['csrlab-fault'] = name
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

export const reportEnd = (call: Call): void => {
  const { response, answerHeaders, services } = call
  const { observer } = services
  if (observer?.after === undefined) return
  const { stopwatch } = services.metrics
  const begun = stopwatch()
  call.atEnd(() =>
    observer.after!({
      auditID: call.auditID,
      method: call.method,
      url: call.url,
      info: call.info,
      user: call.isIdentified ? call.user : undefined,
      userAgent: call.headers['user-agent'] ?? '',
      code: response.headersSent ? response.statusCode : undefined,
      milliseconds: stopwatch() - begun,
      warnings: [answerHeaders['warning'] ?? []].flat().map(String),
      fault: call.fault,
    }),
  )
}
