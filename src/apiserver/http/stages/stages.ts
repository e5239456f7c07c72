import type { FastifyReply, FastifyRequest, RequestPayload } from 'fastify'

/** What happens to the requests of one server, in the order in which Fastify asks. */
export interface Stages {
  /** before anything is read */
  begin(request: FastifyRequest, reply: FastifyReply, done: () => void): void
  /** before the body is read; `done` is called when there is room for it */
  letBodyIn(
    request: FastifyRequest,
    payload: RequestPayload,
    done: (error: null, payload: RequestPayload) => void,
  ): void
  /** once the body is there */
  handle(request: FastifyRequest): Promise<FastifyReply>
  /** what Fastify could not do */
  fail(request: FastifyRequest, error: unknown): FastifyReply
  /** Ends what goes on. `answered`: resolves when the requests at hand are, or have had their time. */
  end(answered: () => Promise<void>): Promise<void>
}
