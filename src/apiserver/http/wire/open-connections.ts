/** The connections of a listener, so that it can end although clients hold some open and say nothing. */
import type { EventEmitter } from 'node:events'
import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { Unanswered } from './unanswered.ts'

/** An answer that has just been written is on its way to the socket for this long. */
const FLUSH_MS = 20

export class OpenConnections {
  readonly #open = new Set<Socket>()
  readonly #unanswered = new Unanswered()

  constructor(server: EventEmitter) {
    server.on('connection', (socket: Socket) => {
      this.#open.add(socket)
      socket.once('close', () => this.#open.delete(socket))
    })
    server.on('request', (_request: unknown, response: ServerResponse) =>
      this.#unanswered.begin(response),
    )
  }

  /**
   * Resolves once the requests at hand are answered, down to the last byte, or have had their time; a little later every connection
   * is cut. The server is to be closed after that: it would cut those whose answer has ended and has not left yet.
   */
  async end(): Promise<void> {
    await this.#unanswered.end()
    setTimeout(() => {
      for (const socket of this.#open) socket.destroy()
    }, FLUSH_MS)
  }
}
