/** The clients that a phase may be driven with: `connect(server, width)` gives one that has so many requests in flight. */
import { Client } from './client.mjs'
import { UndiciClient } from './undici-client.mjs'

/** The lightest: what the usual figures are of. */
export const OWN = {
  label: 'node:https, HTTP/1.1, gzip where it says so',
  connect: (server, width) => new Client(server, width),
}

/** One that is not ours, over each version of HTTP. */
export const FOREIGN = {
  'HTTP/1.1': {
    connect: (server, width) => new UndiciClient(server, { connections: width, http2: false }),
  },
  'HTTP/2': {
    connect: (server, width) => new UndiciClient(server, { connections: width, http2: true }),
  },
}
