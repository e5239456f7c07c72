import { setMaxListeners } from 'node:events'
import type { ServerResponse } from 'node:http'
import type { StreamAnswer, StreamWriter } from '../answer/answer.ts'
import { warningHeaders } from '../answer/warnings.ts'
import type { Call } from '../call.ts'
import { atEndOf } from './answer-end.ts'
import { streamWriter } from './stream-writer.ts'
import { upgradeOf } from './upgrade.ts'

const beginStream = (
  { response, answerHeaders, warnings }: Call,
  { contentType, headers }: StreamAnswer,
): StreamWriter => {
  if (warnings.size > 0) answerHeaders['warning'] = warningHeaders([...warnings])
  Object.assign(answerHeaders, headers, { 'content-type': contentType })
  const head = response as ServerResponse
  head.writeHead(200, answerHeaders)
  head.flushHeaders()
  return streamWriter(response)
}

export const openStreams = () => {
  const stopping = new AbortController()
  const { signal } = stopping
  // each open stream adds a listener, and a thousand watches are ordinary
  setMaxListeners(0, signal)
  const open = new Set<Promise<void>>()
  return {
    running: (): number => open.size,

    /** Ends all streams. Resolves when their last events are written. */
    end: async (): Promise<void> => {
      stopping.abort()
      await Promise.allSettled(open)
    },

    /** `report` gets errors of the stream. */
    begin: (call: Call, answer: StreamAnswer, report: (error: unknown) => void): void => {
      const { request, response, gone, audit } = call
      const upgrade = upgradeOf(request)
      // kube-apiserver counts hijacked connections under code 0
      if (upgrade !== undefined) response.statusCode = 0
      const writer = upgrade === undefined ? beginStream(call, answer) : upgrade(answer.contentType)
      if (writer === undefined) return
      audit?.started(upgrade === undefined ? 200 : 101)
      const end = (): void => gone.abort()
      atEndOf(response, end)
      response.on('error', end)
      request.on('aborted', end)
      signal.addEventListener('abort', end, { once: true })
      if (signal.aborted) end()
      const running = answer
        .run(writer, gone.signal)
        .catch(report)
        .finally(() => {
          signal.removeEventListener('abort', end)
          open.delete(running)
          writer.end()
        })
      open.add(running)
    },
  }
}
