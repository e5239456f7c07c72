import type { OutgoingHttpHeaders, ServerResponse } from 'node:http'
import type { StreamAnswer, StreamWriter } from './answer.ts'
import { warningHeaders } from './warnings.ts'
import type { Call } from '../call.ts'
import { atEndOf } from '../wire/answer-end.ts'
import { streamWriter } from '../wire/stream-writer.ts'
import { upgradeOf } from '../wire/upgrade.ts'

const writerOf = (
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

/** Begins a stream, which Fastify does not write. Throws TooManyRequests. */
export const beginStream = (call: Call, answer: StreamAnswer): void => {
  const { request, response, reply, gone, audit, cluster } = call
  const { streams } = cluster
  const { signal } = streams
  cluster.allowance?.beginStream(streams.running())
  reply.hijack()
  const upgrade = upgradeOf(request)
  // kube-apiserver counts hijacked connections under code 0
  if (upgrade !== undefined) response.statusCode = 0
  const writer = upgrade === undefined ? writerOf(call, answer) : upgrade(answer.contentType)
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
      writer.end()
    })
  streams.add(running)
}
