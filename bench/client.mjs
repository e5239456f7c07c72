/**
 * A minimal HTTP/1.1 client over TLS with persistent connections, since the load generator must use
 * less processor time than the server.
 */
import https from 'node:https'

export class Client {
  #agent
  #base

  constructor({ url, ca, cert, key }, connections) {
    const { hostname, port } = new URL(url)
    this.#agent = new https.Agent({ keepAlive: true, maxSockets: connections, ca, cert, key })
    this.#base = { hostname, port, agent: this.#agent }
  }

  /** Resolves with `{code, body}`; the body is a Buffer. Rejects above status 299. */
  call(method, path, body, headers = {}) {
    return new Promise((resolve, reject) => {
      const payload = body === undefined ? undefined : Buffer.from(JSON.stringify(body))
      const request = https.request(
        {
          ...this.#base,
          method,
          path,
          headers: {
            accept: 'application/json',
            ...(payload && {
              'content-type': 'application/json',
              'content-length': payload.length,
            }),
            ...headers,
          },
        },
        (answer) => {
          const chunks = []
          answer.on('data', (chunk) => chunks.push(chunk))
          answer.on('end', () => {
            const all = Buffer.concat(chunks)
            if (answer.statusCode < 300) resolve({ code: answer.statusCode, body: all })
            else reject(new Error(`${method} ${path}: ${answer.statusCode} ${all.toString()}`))
          })
          answer.on('error', reject)
        },
      )
      request.on('error', reject)
      request.end(payload)
    })
  }

  /**
   * Opens a watch; `onChunk` gets its bytes. Resolves once the headers arrive, whatever the status,
   * with a function that ends the watch.
   */
  watch(path, onChunk) {
    return new Promise((resolve, reject) => {
      const request = https.request(
        {
          ...this.#base,
          agent: false,
          path,
          ca: this.#agent.options.ca,
          cert: this.#agent.options.cert,
          key: this.#agent.options.key,
          headers: { accept: 'application/json' },
        },
        (answer) => {
          answer.on('data', onChunk)
          answer.on('error', () => undefined)
          resolve(() => request.destroy())
        },
      )
      request.on('error', reject)
      request.end()
    })
  }

  async close() {
    this.#agent.destroy()
  }
}
