import { type Agent, request as httpsRequest } from 'node:https'
import { connect } from 'node:http2'
import { buffer as bytesOf } from 'node:stream/consumers'
import type { Clock } from '../../src/apimachinery/clock.ts'
import { createHost, type HostOptions } from '../../src/hosting/host.ts'
import type { ServerOptions } from '../../src/server/options.ts'
import { type Answer, answerOf } from '../fixtures/answer.ts'
import { ManualClock } from '../fixtures/clock.ts'
import { countingEntropy } from '../fixtures/entropy.ts'
import type { Teardown } from '../fixtures/server.ts'
import { arrival, responseTo } from '../fixtures/waits.ts'

export interface Asked {
  readonly path: string
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: object
  /** the server name in the handshake */
  readonly servername?: string | undefined
  /** PEM */
  readonly cert?: string
  readonly key?: string
  /** the expected issuer of the server's certificate */
  readonly ca?: string
  /** default: a new connection for each request */
  readonly agent?: Agent
  /** whether to verify the certificate, at this machine's time */
  readonly verify?: boolean
}

export const ask = async (port: number, question: Asked): Promise<Answer> => {
  const {
    path,
    method = 'GET',
    headers = {},
    body,
    servername,
    cert,
    key,
    ca,
    verify = false,
    agent = false,
  } = question
  const outgoing = httpsRequest({
    host: '127.0.0.1',
    port,
    path,
    method,
    agent,
    ...(servername !== undefined && { servername }),
    ...(cert !== undefined && { cert, key }),
    ...(verify ? { ca } : { rejectUnauthorized: false }),
    headers: { ...(body && { 'content-type': 'application/json' }), ...headers },
  })
  const message = await responseTo(outgoing.end(body && JSON.stringify(body)))
  return answerOf(message.statusCode!, message.headers, await bytesOf(message))
}

/** Opens an HTTP/2 session that accepts any certificate. */
export const session = (port: number, options: object = {}) => {
  const open = connect(`https://127.0.0.1:${port}`, { rejectUnauthorized: false, ...options })
  open.on('error', () => undefined)
  return {
    ask: async (headers: Readonly<Record<string, string>>): Promise<Answer> => {
      const stream = open.request(headers)
      const [head] = await arrival(stream, 'response')
      return answerOf(head[':status'], head, await bytesOf(stream))
    },
    open: (headers: Readonly<Record<string, string>>) => open.request(headers),
    close: () => open.destroy(),
  }
}

/** The content of a kubeconfig; `ca`, `cert` and `key` are PEM. */
interface Access {
  readonly server: string
  readonly servername: string | undefined
  readonly ca: string
  readonly cert: string
  readonly key: string
}

const text = (base64: string) => Buffer.from(base64, 'base64').toString()

const accessOf = (kubeconfig: Record<string, unknown>): Access => {
  const { clusters, users } = kubeconfig as unknown as {
    readonly clusters: [{ readonly cluster: Record<string, string> }]
    readonly users: [{ readonly user: Record<string, string> }]
  }
  const [{ cluster }] = clusters
  const [{ user }] = users
  return {
    server: cluster['server']!,
    servername: cluster['tls-server-name'],
    ca: text(cluster['certificate-authority-data']!),
    cert: text(user['client-certificate-data']!),
    key: text(user['client-key-data']!),
  }
}

/** By default, the clock is a ManualClock, which tests can move. */
export const startHost = async <C extends Clock = ManualClock>(
  t: Teardown,
  options: Omit<ServerOptions, 'clock'> & { readonly clock?: C } = {},
  more: HostOptions = {},
) => {
  const { clock = new ManualClock() as Clock as C } = options
  const { server, clusters } = await createHost(
    { caKeyType: 'p256', entropy: countingEntropy(), ...options, clock },
    more,
  )
  const host = Object.assign(server, { clusters, tend: () => clusters.tend() })
  t.teardown(() => host.close())
  const { port, url, insecureUrl } = await host.listen()
  const access = async (name: string, way = 'name') =>
    accessOf((await host.inject('GET', `/csrlab/v1/clusters/${name}/kubeconfig?way=${way}`)).body)
  /** Returns a function that sends requests to a cluster as its administrator. */
  const through = async (name: string) => {
    const { cert, key } = await access(name, 'path')
    return (method: string, path: string, body?: object) =>
      ask(port, { cert, key, path: `/clusters/${name}${path}`, method, ...(body && { body }) })
  }
  const create = async (name: string, more: object = {}) => {
    await host.inject('POST', '/csrlab/v1/clusters', { names: [name], ...more })
    return through(name)
  }
  return { host, port, url, insecureUrl, clock, access, through, create }
}
