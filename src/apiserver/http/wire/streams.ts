/** Answers that go on: connections that a handler writes to until it, the client or the server ends. */
import { setMaxListeners } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { AuditRecord } from '../../audit/record.ts'
import type { StreamAnswer, StreamWriter } from '../call.ts'
import { atEndOf } from './answer-end.ts'
import { streamWriter } from './stream-writer.ts'
import { upgradeOf } from './upgrade.ts'

/** Sends the head of an answer that goes on. */
const beginStream = (
  reply: FastifyReply,
  { contentType, headers = {} }: StreamAnswer,
): StreamWriter => {
  const response = reply.raw
  for (const [name, value] of Object.entries({ ...reply.getHeaders(), ...headers })) {
    if (value !== undefined) response.setHeader(name, value)
  }
  response.setHeader('content-type', contentType)
  response.flushHeaders()
  return streamWriter(response)
}

export class Streams {
  /** aborted when the server stops */
  readonly #stopping = new AbortController()
  readonly #running = new Set<Promise<void>>()

  constructor() {
    // each open watch listens for the end, and a thousand of them are ordinary
    setMaxListeners(0, this.#stopping.signal)
  }

  /** How many there are. */
  get running(): number {
    return this.#running.size
  }

  /** Ends all streams; resolves when what they had written has been handed to their connections. */
  async end(): Promise<void> {
    this.#stopping.abort()
    await Promise.allSettled(this.#running)
  }

  /** Hands the connection to a stream: headers at once, then whatever it writes. `gone` is aborted with the connection. */
  begin(
    request: FastifyRequest,
    reply: FastifyReply,
    answer: StreamAnswer,
    gone: Pick<AbortController, 'abort' | 'signal'>,
    audit: AuditRecord | undefined,
  ): void {
    reply.hijack()
    const response = reply.raw as ServerResponse | Http2ServerResponse
    const raw = request.raw as IncomingMessage | Http2ServerRequest
    const upgrade = upgradeOf(raw)
    // kube-apiserver, too, counts a connection that it has given away under no code
    response.statusCode = upgrade === undefined ? 200 : 0
    const writer =
      upgrade === undefined ? beginStream(reply, answer) : upgrade.accept(answer.contentType)
    if (writer === undefined) return
    audit?.started(upgrade === undefined ? 200 : 101)
    const end = (): void => gone.abort()
    atEndOf(response, end)
    response.on('error', end)
    raw.on('aborted', end)
    this.#stopping.signal.addEventListener('abort', end, { once: true })
    if (this.#stopping.signal.aborted) end()
    const running = answer
      .run(writer, gone.signal)
      .catch((error: unknown) => {
        request.log.error(error)
        audit?.panicked(error)
      })
      .finally(() => {
        this.#stopping.signal.removeEventListener('abort', end)
        this.#running.delete(running)
        writer.end()
      })
    this.#running.add(running)
  }
}
