import { setMaxListeners } from 'node:events'
import type { OutgoingHttpHeaders, ServerResponse } from 'node:http'
import type { StreamAnswer, StreamWriter } from './answer.ts'
import { warningHeaders } from './warnings.ts'
import type { Call } from '../call.ts'
import { atEndOf } from '../wire/answer-end.ts'
import { streamWriter } from '../wire/stream-writer.ts'
import { upgradeOf } from '../wire/upgrade.ts'

const beginStream = (
  { reply, response, warnings }: Call,
  { contentType, headers }: StreamAnswer,
): StreamWriter => {
  if (warnings.size > 0) reply.header('warning', warningHeaders([...warnings]))
  reply.headers({ ...headers, 'content-type': contentType })
  const head = response as ServerResponse
  head.writeHead(200, reply.getHeaders() as OutgoingHttpHeaders)
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

    /** Begins a stream, which Fastify does not write. Throws TooManyRequests. */
    begin: (call: Call, answer: StreamAnswer): void => {
      const { request, response, reply, gone, audit, cluster } = call
      cluster.allowance?.beginStream(open.size)
      reply.hijack()
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
        .catch((bug: unknown) => {
          cluster.log?.error({ err: bug, auditID: call.auditID })
          audit?.panicked(bug)
        })
        .finally(() => {
          signal.removeEventListener('abort', end)
          open.delete(running)
          writer.end()
        })
      open.add(running)
    },
  }
}

export type OpenStreams = ReturnType<typeof openStreams>
