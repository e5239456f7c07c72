/** The connections of a listener, so that it can end although clients hold some open and say nothing. */
import type { EventEmitter } from 'node:events'
import type { Socket } from 'node:net'

/** How long requests that are being answered may still take once the server stops. */
const GRACE_MS = 500

/** An answer that has just been written is on its way to the socket for this long. */
const FLUSH_MS = 20

export class OpenConnections {
  readonly #open = new Set<Socket>()
  #answering = 0
  #ending: (() => void) | undefined

  constructor(server: EventEmitter) {
    server.on('connection', (socket: Socket) => {
      this.#open.add(socket)
      socket.once('close', () => this.#open.delete(socket))
    })
    server.on('request', (_request: unknown, response: EventEmitter) => {
      this.#answering++
      response.once('close', () => {
        this.#answering--
        if (this.#answering === 0) this.#ending?.()
      })
    })
  }

  /**
   * Cuts every connection once the requests at hand are answered, or have had their time. The server closes idle ones itself;
   * what is left has sent no request, or half of one.
   */
  end(): void {
    const cut = (): void => {
      for (const socket of this.#open) socket.destroy()
    }
    const patience = setTimeout(cut, GRACE_MS)
    this.#ending = () => {
      clearTimeout(patience)
      setTimeout(cut, FLUSH_MS)
    }
    if (this.#answering === 0) this.#ending()
  }
}
