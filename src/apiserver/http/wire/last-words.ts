import type { Duplex } from 'node:stream'

/**
 * The delay of Go's server before it closes (`rstAvoidanceDelay`, `net/http/server.go` of Go 1.24).
 */
const LINGER_MS = 500

/**
 * Sends `text` and ends the connection; cuts it after `lingerMs`, since over TLS Node never ends a
 * connection that the client has reset.
 */
export const endWith = (
  connection: Pick<Duplex, 'end' | 'destroy'>,
  text: string | Buffer,
  lingerMs = LINGER_MS,
): void => {
  connection.end(text)
  setTimeout(() => connection.destroy(), lingerMs).unref()
}
