/** Clients for phases: `connect(server, width)` returns a client for `width` requests in flight. */
import { Client } from './client.mjs'
import { UndiciClient } from './undici-client.mjs'

/** The default client, with the least overhead. */
export const OWN = {
  label: 'node:https, HTTP/1.1, gzip only where named',
  connect: (server, width) => new Client(server, width),
}

/** undici, over either version of HTTP. */
export const FOREIGN = {
  'HTTP/1.1': {
    connect: (server, width) => new UndiciClient(server, { connections: width, http2: false }),
  },
  'HTTP/2': {
    connect: (server, width) => new UndiciClient(server, { connections: width, http2: true }),
  },
}
