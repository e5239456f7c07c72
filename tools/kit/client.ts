/**
 * Requests to a server process over TLS with persistent connections, as its administrator or
 * another user.
 */
import { readFileSync } from 'node:fs'
import { Agent, request, type RequestOptions } from 'node:https'
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { join } from 'node:path'
import { connect as connectTls, type TLSSocket } from 'node:tls'
import type { Running } from '../../test/fixtures/process.ts'
import { AN_HOUR_MS, arrival } from '../../test/fixtures/waits.ts'

export interface Reply {
  readonly code: number
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
  /** throws if the body is not JSON */
  readonly json: any
}

export interface Where extends Pick<Running, 'url' | 'dataDir'> {
  /** prefix of each path */
  readonly prefix?: string
}

export interface ClientOptions {
  readonly connections?: number
  readonly headers?: Readonly<Record<string, string>>
}

export const CSRS = '/apis/certificates.k8s.io/v1/certificatesigningrequests'
export const REVIEWS = '/apis/authentication.k8s.io/v1/selfsubjectreviews'
export const CONFIG_MAPS = '/api/v1/namespaces/default/configmaps'

export class Client {
  readonly host: string
  readonly port: number
  readonly ca: Buffer
  readonly headers: Readonly<Record<string, string>>
  readonly prefix: string
  readonly #agent: Agent

  constructor(where: Where, { connections = 16, headers = {} }: ClientOptions = {}) {
    const { url, dataDir, prefix = '' } = where
    const { hostname, port } = new URL(url)
    this.host = hostname
    this.port = Number(port)
    this.prefix = prefix
    this.ca = readFileSync(join(dataDir, 'ca.crt'))
    const token = readFileSync(join(dataDir, 'token'), 'utf8').trim()
    this.headers = { authorization: `Bearer ${token}`, ...headers }
    this.#agent = new Agent({ keepAlive: true, maxSockets: connections, ca: this.ca })
  }

  /** Resolves with the response once its headers arrive; rejects if the connection breaks. */
  async open(
    method: string,
    path: string,
    body?: string | Buffer | object,
    headers: Readonly<Record<string, string>> = {},
    options: RequestOptions = {},
  ): Promise<IncomingMessage> {
    const isJson = typeof body === 'object' && !Buffer.isBuffer(body)
    const payload = isJson ? JSON.stringify(body) : body
    const sent = request({
      method,
      path: this.prefix + path,
      host: this.host,
      port: this.port,
      ca: this.ca,
      agent: this.#agent,
      ...options,
      headers: {
        ...this.headers,
        ...(payload === undefined
          ? {}
          : {
              'content-type': 'application/json',
              'content-length': String(Buffer.byteLength(payload)),
            }),
        ...headers,
      },
    })
    sent.end(payload)
    const [message] = (await arrival(sent, 'response', AN_HOUR_MS)) as [IncomingMessage]
    return message
  }

  async ask(...args: Parameters<Client['open']>): Promise<Reply> {
    const message = await this.open(...args)
    const chunks: Buffer[] = []
    for await (const chunk of message) chunks.push(chunk as Buffer)
    const body = Buffer.concat(chunks)
    return {
      code: message.statusCode!,
      headers: message.headers,
      body,
      get json() {
        return JSON.parse(body.toString())
      },
    }
  }

  /** Resolves with the body as JSON; rejects unless the request succeeds. */
  async must(...args: Parameters<Client['open']>): Promise<any> {
    const { code, body } = await this.ask(...args)
    if (code >= 300) throw new Error(`${args[0]} ${args[1]}: ${code} ${body.toString()}`)
    return JSON.parse(body.toString())
  }

  /** Events of a watch until it ends. Leaving the loop ends the watch. */
  async *watch(path: string): AsyncGenerator<any> {
    // a separate connection: a watch would occupy one of the agent's for its whole length
    const message = await this.open('GET', path, undefined, {}, { agent: false })
    let rest = ''
    try {
      for await (const chunk of message.setEncoding('utf8')) {
        const lines = (rest + String(chunk)).split('\n')
        rest = lines.pop()!
        for (const line of lines) yield JSON.parse(line)
      }
    } finally {
      message.destroy()
    }
  }

  async socket(protocol = 'http/1.1'): Promise<TLSSocket> {
    const socket = connectTls({
      host: this.host,
      port: this.port,
      ca: this.ca,
      ALPNProtocols: [protocol],
    })
    socket.on('error', () => undefined)
    await arrival(socket, 'secureConnect')
    return socket
  }

  /** Sends a request's head on a new connection; the response is not read. */
  async head(method: string, path: string, headers: object = {}): Promise<TLSSocket> {
    const socket = await this.socket()
    socket.pause()
    const lines = Object.entries({ host: this.host, ...this.headers, ...headers })
      .map(([name, value]) => `${name}: ${value}\r\n`)
      .join('')
    socket.write(`${method} ${this.prefix}${path} HTTP/1.1\r\n${lines}\r\n`)
    return socket
  }

  close(): void {
    this.#agent.destroy()
  }
}
