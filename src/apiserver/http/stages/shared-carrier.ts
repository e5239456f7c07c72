/** One Fastify for many servers that another one's listener serves: its routes and hooks are there once, and each request knows whose it is. */
import type { FastifyBaseLogger, FastifyInstance } from 'fastify'
import { inject } from 'light-my-request'
import type { AnyRequest, AnyResponse } from '../wire/front.ts'
import { Unanswered } from '../wire/unanswered.ts'
import { type Carrier, createFastify } from './carrier.ts'
import type { Stages } from './stages.ts'

const STAGES = Symbol('the stages of the server that a request is for')

interface Led {
  [STAGES]?: Stages
}

export class SharedCarrier {
  readonly #fastify: FastifyInstance
  #ready: Promise<unknown> | undefined

  /** `log` undefined: nothing is logged. */
  constructor(log: FastifyBaseLogger | undefined) {
    this.#fastify = createFastify({}, log, (raw) => (raw as Led)[STAGES]!)
  }

  /** One that brings the requests of a server. */
  of(stages: Stages): Carrier {
    const unanswered = new Unanswered()
    let isClosed = false
    const lead = (request: AnyRequest, response: AnyResponse): void => {
      ;(request as Led)[STAGES] = stages
      this.#fastify.routing(request as never, response as never)
    }
    return {
      handle: (request, response) => {
        if (isClosed) return refuse(response)
        unanswered.begin(response)
        lead(request, response)
      },
      inject: async (asked) => {
        if (isClosed) throw new Error('the server is closed')
        await this.#made()
        return inject((...led) => lead(...(led as unknown as Parameters<typeof lead>)), asked)
      },
      ready: () => this.#made(),
      close: () => {
        isClosed = true
        return stages.end(() => unanswered.end())
      },
    }
  }

  async #made(): Promise<void> {
    await (this.#ready ??= Promise.resolve(this.#fastify.ready()))
  }

  close(): Promise<void> {
    return this.#fastify.close()
  }
}

/** It came while the server was ending. */
const refuse = (response: AnyResponse): void => {
  response.writeHead(503, { 'retry-after': '1', 'content-length': '0' } as never)
  response.end()
}
