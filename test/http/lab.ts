/** A server on a free port, with a clock that the test moves, and the means to ask it things. */
import { once } from 'node:events'
import { Agent, request, type RequestOptions } from 'node:https'
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { connect as connectHttp2, type ClientHttp2Session } from 'node:http2'
import { connect as connectTls, type TLSSocket } from 'node:tls'
import type { Test } from 'tap'
import type { ServerOptions } from '../../src/boot/options.ts'
import { createServer, type Server } from '../../src/server.ts'
import { ManualClock } from '../fixtures/clock.ts'
import { assertConforms } from '../fixtures/conformance.ts'

export interface Reply {
  readonly code: number
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
  readonly text: string
  /** the body as JSON; throws when it is none */
  readonly json: any
}

export interface Asked {
  readonly headers?: Record<string, string>
  /** a string or bytes as they are, anything else as JSON */
  readonly body?: unknown
  /** as nobody, or as the administrator (the default) */
  readonly anonymous?: boolean
}

const bytesOf = (body: unknown): Buffer | string | undefined =>
  body === undefined || typeof body === 'string' || Buffer.isBuffer(body)
    ? body
    : JSON.stringify(body)

export const replyOf = (code: number, headers: IncomingHttpHeaders, body: Buffer): Reply => ({
  code,
  headers,
  body,
  text: body.toString(),
  get json() {
    return JSON.parse(body.toString())
  },
})

export class Lab {
  readonly server: Server
  readonly clock: ManualClock
  readonly port: number
  readonly #agent: Agent

  constructor(server: Server, clock: ManualClock, port: number) {
    this.server = server
    this.clock = clock
    this.port = port
    this.#agent = new Agent({ keepAlive: true, ca: server.authority.certificatePem })
  }

  #options(method: string, path: string, { headers, anonymous }: Asked): RequestOptions {
    return {
      method,
      path,
      host: '127.0.0.1',
      port: this.port,
      agent: this.#agent,
      headers: {
        ...(anonymous === true ? {} : { authorization: `Bearer ${this.server.adminToken}` }),
        ...headers,
      },
    }
  }

  /** Over HTTP/1.1, as the administrator unless it says otherwise. */
  async ask(method: string, path: string, asked: Asked = {}): Promise<Reply> {
    const message = await this.open(method, path, asked)
    const chunks: Buffer[] = []
    for await (const chunk of message) chunks.push(chunk as Buffer)
    const reply = replyOf(message.statusCode!, message.headers, Buffer.concat(chunks))
    const { 'content-type': contentType = '', 'content-encoding': packed } = reply.headers
    const { code, text } = reply
    if (packed === undefined) {
      await assertConforms(this.server, { method, path, code, contentType, text })
    }
    return reply
  }

  get(path: string, headers: Record<string, string> = {}): Promise<Reply> {
    return this.ask('GET', path, { headers })
  }

  /** Creates, and throws when that fails. */
  async create(path: string, body: object): Promise<any> {
    const reply = await this.ask('POST', path, { body })
    if (reply.code !== 201) throw new Error(`POST ${path}: ${reply.code} ${reply.text}`)
    return reply.json
  }

  /** The answer as soon as its head is there. */
  async open(method: string, path: string, asked: Asked = {}): Promise<IncomingMessage> {
    const sent = request(this.#options(method, path, asked))
    sent.end(bytesOf(asked.body))
    const [message] = (await once(sent, 'response')) as [IncomingMessage]
    return message
  }

  /** A new namespace, once the controllers have put into it what they put into every one. */
  async namespace(name: string): Promise<string> {
    await this.create('/api/v1/namespaces', { metadata: { name } })
    const at = `/api/v1/namespaces/${name}`
    const expected = [`${at}/serviceaccounts/default`, `${at}/configmaps/kube-root-ca.crt`]
    for (const path of expected) while ((await this.get(path)).code !== 200);
    return at
  }

  async watch(path: string, headers: Record<string, string> = {}): Promise<Watch> {
    const message = await this.open('GET', path, { headers })
    const { 'content-type': contentType = '' } = message.headers
    const code = message.statusCode!
    return new Watch(message, (text) =>
      assertConforms(this.server, { method: 'GET', path, code, contentType, text }),
    )
  }

  http2(options: object = {}): ClientHttp2Session {
    return connectHttp2(`https://127.0.0.1:${this.port}`, {
      ca: this.server.authority.certificatePem,
      ...options,
    })
  }

  /** A connection to write anything to. */
  async socket(options: object = {}): Promise<TLSSocket> {
    const socket = connectTls({
      host: '127.0.0.1',
      port: this.port,
      ca: this.server.authority.certificatePem,
      ALPNProtocols: ['http/1.1'],
      ...options,
    })
    await once(socket, 'secureConnect')
    return socket
  }

  close(): void {
    this.#agent.destroy()
  }
}

/** The events of a watch, read one by one. */
export class Watch {
  readonly message: IncomingMessage
  readonly #judge: (line: string) => Promise<void>
  #text = ''
  #ended = false
  #wake: (() => void) | undefined

  /** `judge` rejects when a line is not as it should be */
  constructor(message: IncomingMessage, judge: (line: string) => Promise<void>) {
    this.message = message
    this.#judge = judge
    message.setEncoding('utf8')
    message.on('data', (chunk: string) => {
      this.#text += chunk
      this.#wake?.()
    })
    const end = (): void => {
      this.#ended = true
      this.#wake?.()
    }
    message.on('end', end)
    message.on('close', end)
    message.on('error', end)
  }

  /** The next event; undefined when the watch has ended. */
  async next(): Promise<any> {
    for (;;) {
      const at = this.#text.indexOf('\n')
      if (at >= 0) {
        const line = this.#text.slice(0, at)
        this.#text = this.#text.slice(at + 1)
        await this.#judge(line)
        return JSON.parse(line)
      }
      if (this.#ended) return undefined
      await new Promise<void>((resolve) => (this.#wake = resolve))
    }
  }

  async take(count: number): Promise<any[]> {
    const events: unknown[] = []
    while (events.length < count) events.push(await this.next())
    return events
  }

  /** `TYPE name` of the next events. */
  async names(count: number): Promise<string[]> {
    return (await this.take(count)).map(({ type, object }) => `${type} ${object.metadata.name}`)
  }

  stop(): void {
    this.message.destroy()
  }
}

/** A server of its own for a test file or a test; it ends with it. */
export const startLab = async (t: Test, options: ServerOptions = {}): Promise<Lab> => {
  // its certificates must be good by the clock of the machine too
  const clock = new ManualClock(Date.UTC(2026, 0, 2, 3, 4, 5))
  const server = await createServer({ clock, caKeyType: 'p256', ...options })
  const { port } = await server.listen()
  const lab = new Lab(server, clock, port)
  t.teardown(async () => {
    lab.close()
    await server.close()
  })
  // what the controllers do at the start is done
  await lab.namespace('settled')
  return lab
}

export const CSRS = '/apis/certificates.k8s.io/v1/certificatesigningrequests'
export const SECRETS = '/api/v1/namespaces/default/secrets'

export const secret = (name: string, labels?: Record<string, string>): object => ({
  metadata: { name, ...(labels === undefined ? {} : { labels }) },
})
