import type { HttpServer, ServerListening } from '../apiserver/http/server.ts'
import type { VirtualHosts } from '../apiserver/http/wire/virtual-hosts.ts'
import { listenOn, tlsOptions } from '../apiserver/http/wire/listener.ts'
import { PLAIN_HOST } from '../apiserver/http/wire/plain.ts'
import { externalAddress, localAddress } from './advertise.ts'
import type { Base } from './base.ts'
import type { Pki } from './pki.ts'

export interface Listening {
  /** URL for clients on any machine */
  readonly url: string
  /** URL for clients on this machine */
  readonly localUrl: string
  readonly port: number
  /** URL of plain HTTP; undefined: disabled */
  readonly insecureUrl: string | undefined
}

export interface Listener {
  /** 0 before it listens */
  readonly port: number
  /** the address for clients on any machine: `host:port` or `host:port/path` */
  readonly external: string
  /** the address for clients on this machine, in the same form */
  readonly local: string
  /** undefined: requests arrive through the host's listener */
  readonly listening?: ServerListening
  /** Rejects with ListenError. */
  listen(app: HttpServer): Promise<Listening>
}

/**
 * Makes a listener with its own port. `front` takes the requests for hosted clusters. Rejects if
 * new certificates of the server cannot be stored.
 */
export const openListener = async (
  { options }: Base,
  { certificates }: Pki,
  front?: VirtualHosts,
): Promise<Listener> => {
  const { serving } = await certificates.make()
  // the handshake must not name the CAs of only one of several clusters
  const identity = front === undefined ? serving : { ...serving, clientAuthorities: [] }
  const { host, insecurePort } = options
  let port = 0
  const own: Listener = {
    listening: { tls: tlsOptions(identity), front },
    get port() {
      return port
    },
    get external() {
      return externalAddress(options, port)
    },
    get local() {
      return localAddress(host, port)
    },
    listen: async (app) => {
      const { server } = app.listener!
      port = await listenOn(server, host, options.port)
      const plainPort = insecurePort === undefined ? undefined : await app.listenPlain(insecurePort)
      return {
        url: `https://${own.external}`,
        localUrl: `https://${own.local}`,
        port,
        insecureUrl: plainPort === undefined ? undefined : `http://${PLAIN_HOST}:${plainPort}`,
      }
    },
  }
  return own
}
