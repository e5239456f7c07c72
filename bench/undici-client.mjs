/** A client that is not ours, over either version of HTTP, with the calls of `client.mjs`. */
import { Agent } from 'undici'

export class UndiciClient {
  #agent
  #origin

  /** `http2`: one session for everything, else `connections` kept ones. */
  constructor({ url, ca, cert, key }, { connections, http2 }) {
    this.#origin = url
    this.#agent = new Agent({
      allowH2: http2,
      connections: http2 ? 1 : connections,
      pipelining: http2 ? 100 : 1,
      bodyTimeout: 0,
      connect: { ca, cert, key },
    })
  }

  #request(method, path, body, headers) {
    return this.#agent.request({
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

  /** Resolves with `{code, body}`; the body is a Buffer. Rejects on anything above 299. */
  async call(method, path, body, headers = {}) {
    const answer = await this.#request(method, path, body, headers)
    const all = Buffer.from(await answer.body.arrayBuffer())
    if (answer.statusCode < 300) return { code: answer.statusCode, body: all }
    throw new Error(`${method} ${path}: ${answer.statusCode} ${all.toString()}`)
  }

  /** Opens a watch; `onChunk` gets its bytes. Resolves with the function that ends it, once headers have come. */
  async watch(path, onChunk) {
    const { body } = await this.#request('GET', path)
    body.on('data', onChunk)
    body.on('error', () => undefined)
    return () => body.destroy()
  }

  close() {
    return this.#agent.destroy()
  }
}
