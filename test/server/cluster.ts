/** A server that listens for the length of a test, and requests to it as whoever is named. */
import { Agent, request } from 'node:https'
import type { IncomingHttpHeaders } from 'node:http'
import { createServer, type Server } from '../../src/server.ts'
import type { ServerOptions } from '../../src/boot/options.ts'

export interface Asked {
  readonly method?: string
  readonly path: string
  readonly body?: unknown
  /** impersonated by the administrator; default: the administrator itself */
  readonly user?: string
  readonly groups?: readonly string[]
  /** without any credential */
  readonly anonymous?: boolean
  readonly token?: string
  readonly contentType?: string
  readonly accept?: string
}

export interface Reply {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  /** JSON where it is JSON, else the text */
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly body: any
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

export class Cluster {
  readonly server: Server
  readonly url: string
  readonly #agent: Agent

  private constructor(server: Server, url: string) {
    this.server = server
    this.url = url
    this.#agent = new Agent({ keepAlive: true, ca: server.authority.certificatePem, maxSockets: 8 })
  }

  static async start(
    test: { teardown(end: () => unknown): unknown },
    options: ServerOptions = {},
  ): Promise<Cluster> {
    const server = await createServer({ caKeyType: 'p256', ...options })
    const { url } = await server.listen()
    const cluster = new Cluster(server, url)
    test.teardown(async () => {
      cluster.#agent.destroy()
      await server.close()
    })
    return cluster
  }

  ask(asked: Asked): Promise<Reply> {
    const { method = 'GET', path, body, user, groups = [], anonymous = false, contentType } = asked
    const { accept = 'application/json' } = asked
    const token = asked.token ?? this.server.adminToken
    const payload = body === undefined ? undefined : Buffer.from(JSON.stringify(body))
    return new Promise((resolve, reject) => {
      const outgoing = request(
        `${this.url}${path}`,
        {
          method,
          agent: this.#agent,
          headers: {
            accept,
            'user-agent': 'test',
            ...(anonymous ? {} : { authorization: `Bearer ${token}` }),
            ...(user === undefined ? {} : { 'impersonate-user': user }),
            ...(groups.length === 0 ? {} : { 'impersonate-group': [...groups] }),
            // Node gives a DELETE with a body no length by itself
            ...(payload === undefined
              ? {}
              : {
                  'content-type': contentType ?? 'application/json',
                  'content-length': payload.length,
                }),
          },
        },
        (incoming) => {
          const chunks: Buffer[] = []
          incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
          incoming.on('error', reject)
          incoming.on('end', () =>
            resolve({
              status: incoming.statusCode ?? 0,
              headers: incoming.headers,
              body: parsed(Buffer.concat(chunks).toString()),
            }),
          )
        },
      )
      outgoing.on('error', reject)
      outgoing.end(payload)
    })
  }

  /** The answer, once `until` holds for it; the server's controllers need a moment. Rejects after five seconds. */
  async eventually(asked: Asked, until: (reply: Reply) => boolean): Promise<Reply> {
    const end = Date.now() + 5000
    for (;;) {
      const reply = await this.ask(asked)
      if (until(reply)) return reply
      if (Date.now() > end) throw new Error(`${asked.path}: ${JSON.stringify(reply.body)}`)
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }
}
