/** A client over HTTP/2, with the interface of `client.mjs`. */
import { Agent } from 'undici'

/** Maximum concurrent streams per session. */
const STREAMS = 100

export class Http2Client {
  #agent
  #watching
  #origin

  /** All requests share one session; all watches share two other sessions. */
  constructor({ url, ca, cert, key }) {
    this.#origin = url
    const options = {
      allowH2: true,
      pipelining: STREAMS,
      bodyTimeout: 0,
      connect: { ca, cert, key },
    }
    this.#agent = new Agent({ ...options, connections: 1 })
    this.#watching = new Agent({ ...options, connections: 2 })
  }

  #request(dispatcher, method, path, body, headers) {
    return dispatcher.request({
      origin: this.#origin,
      method,
      path,
      headers: {
        accept: 'application/json',
        ...(body && { 'content-type': 'application/json' }),
        ...headers,
      },
      body: body && JSON.stringify(body),
    })
  }

  /** Resolves with `{code, body}`; the body is a Buffer. Rejects above status 299. */
  async call(method, path, body, headers = {}) {
    const answer = await this.#request(this.#agent, method, path, body, headers)
    const all = Buffer.from(await answer.body.arrayBuffer())
    if (answer.statusCode < 300) return { code: answer.statusCode, body: all }
    throw new Error(`${method} ${path}: ${answer.statusCode} ${all.toString()}`)
  }

  /**
   * Opens a watch; `onChunk` gets its bytes. Resolves once the headers arrive, with a function that
   * ends the watch.
   */
  async watch(path, onChunk) {
    const { body } = await this.#request(this.#watching, 'GET', path)
    body.on('data', onChunk)
    body.on('error', () => undefined)
    return () => body.destroy()
  }

  async close() {
    await Promise.all([this.#agent.destroy(), this.#watching.destroy()])
  }
}
