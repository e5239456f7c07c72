/** Connects stages to Fastify's hooks, so that the compiler knows what each stage may read. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { AnyAnswer } from './answer/answer.ts'
import { Arrival } from './call.ts'
import { clusterOf } from './cluster.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** the only field that csrlab adds to Fastify's requests */
    call: Arrival
  }
}

/** Returns what it found, or nothing. Throws a StatusError or TextError to refuse the request. */
type Stage<Known, Found> = (call: Known) => Found
type Waits = Promise<void> | undefined | void

export type Handler<Known> = (call: Known) => AnyAnswer | Promise<AnyAnswer>

/**
 * The stages that precede the handlers, in order. `Known` is what the stages so far have found: a
 * later stage may read it, and nothing else.
 */
export class Stages<Known extends Arrival = Arrival> {
  readonly #app: FastifyInstance

  private constructor(app: FastifyInstance) {
    this.#app = app
  }

  static of(app: FastifyInstance): Stages {
    app.decorateRequest('call')
    app.addHook('onRequest', (request, reply, done) => {
      request.call = new Arrival(clusterOf(request.raw), request, reply)
      done()
    })
    return new Stages(app)
  }

  /** Adds a stage before the body is read. */
  onRequest<Found extends object>(stage: Stage<Known, Found>): Stages<Known & Found> {
    this.#app.addHook('onRequest', ({ call }, _reply, done) => {
      Object.assign(call, stage(call as Known))
      done()
    })
    return this.#found<Found>()
  }

  /** Adds a stage that only refuses or delays requests. */
  checkRequest(stage: Stage<Known, Waits>): this {
    this.#app.addHook('onRequest', ({ call }, _reply, done) => {
      const waiting = stage(call as Known)
      if (waiting === undefined) done()
      else void waiting.then(() => done(), done)
    })
    return this
  }

  /** Adds a stage that may delay the body: it calls `begin` when the body may be read. */
  preParsing<Found extends object>(
    stage: (call: Known, begin: () => void) => Found,
  ): Stages<Known & Found> {
    this.#app.addHook('preParsing', ({ call }, _reply, payload, done) => {
      const begin = (): void => done(null, payload)
      Object.assign(call, stage(call as Known, begin))
    })
    return this.#found<Found>()
  }

  /** Adds a stage after the body was read. */
  preHandler<Found extends object>(
    stage: (call: Known, body: unknown) => Found,
  ): Stages<Known & Found> {
    this.#app.addHook('preHandler', (request, _reply, done) => {
      Object.assign(request.call, stage(request.call as Known, request.body))
      done()
    })
    return this.#found<Found>()
  }

  /** Returns a function for Fastify's routes. `answer` answers a call by means of a handler. */
  handler(answer: (call: Known) => Promise<void>) {
    return ({ call }: FastifyRequest, reply: FastifyReply): void =>
      void answer(call as Known).catch((error: unknown) => reply.send(error))
  }

  #found<Found>(): Stages<Known & Found> {
    return this as unknown as Stages<Known & Found>
  }
}
