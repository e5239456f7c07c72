/** Transports for requests without a body: each version of HTTP, and each port. */
import { request as plainRequest, type IncomingMessage } from 'node:http'
import { type ClientHttp2Session, connect } from 'node:http2'
import type { Client } from '../../kit/client.ts'
import { CHARACTER_LIMIT } from './channel.ts'
import { arrival } from '../../../test/fixtures/waits.ts'

type Headers = Readonly<Record<string, string | string[]>>

export interface Transport {
  readonly name: string
  /** Sends a request and reads the whole response; for a watch only its headers. */
  readonly get: (path: string, headers?: Headers) => Promise<void>
  /** Closes its connections. */
  close(): void
}

/** Time limit of a request, in milliseconds; far above anything acceptable. */
const PATIENCE_MS = 60_000

/** Limit for headers of responses, some of which repeat the request. */
const LONGEST_HEAD = 4 * CHARACTER_LIMIT

const take = async (message: IncomingMessage): Promise<void> => {
  if (message.statusCode === 200 && message.headers['content-length'] === undefined)
    message.destroy()
  else for await (const _ of message);
}

export const http1 = (client: Client): Transport => ({
  name: 'HTTP/1.1',
  get: async (path, headers = {}) =>
    take(
      await client.open('GET', path, undefined, headers as Record<string, string>, {
        signal: AbortSignal.timeout(PATIENCE_MS),
        maxHeaderSize: LONGEST_HEAD,
        // a Host header may hold a text, which must not become the server name
        servername: '',
        checkServerIdentity: () => undefined,
      }),
    ),
  close: () => undefined,
})

/** `port`: for plain HTTP. */
export const plain = (client: Client, port: number): Transport => ({
  name: 'plain HTTP',
  get: async (path, headers = {}) => {
    const sent = plainRequest({
      path: client.prefix + path,
      host: '127.0.0.1',
      port,
      headers: { ...client.headers, ...headers } as Record<string, string>,
      signal: AbortSignal.timeout(PATIENCE_MS),
      maxHeaderSize: LONGEST_HEAD,
    })
    sent.end()
    const [message] = (await arrival(sent, 'response')) as [IncomingMessage]
    await take(message)
  },
  close: () => undefined,
})

export const http2 = (client: Client): Transport => {
  let session: ClientHttp2Session | undefined
  const open = async (): Promise<ClientHttp2Session> => {
    // the server closes anonymous connections
    if (session !== undefined && !session.closed && !session.destroyed) return session
    session = connect(`https://${client.host}:${client.port}`, {
      ca: client.ca,
      maxSendHeaderBlockLength: LONGEST_HEAD,
    }).on('error', () => undefined)
    await arrival(session, 'connect')
    return session
  }
  return {
    name: 'HTTP/2',
    get: async (path, { host, ...headers } = {}) => {
      const stream = (await open()).request({
        ...client.headers,
        ...headers,
        ':path': client.prefix + path,
        ...(host === undefined ? {} : { ':authority': String(host) }),
      })
      let failed: Error | undefined
      stream.setTimeout(PATIENCE_MS, () => stream.destroy(new Error('no answer')))
      stream.on('error', (error) => (failed = error))
      stream.on('response', (head) => {
        if (head[':status'] === 200 && head['content-length'] === undefined) stream.close()
      })
      await new Promise((resolve) => stream.resume().once('close', resolve))
      if (failed?.message === 'no answer') throw failed
    },
    close: () => session?.destroy(),
  }
}
