/** What a connection is told before it ends. */
import type { Duplex } from 'node:stream'

/** So long Go's server waits too before it closes what it has answered (`rstAvoidanceDelay`, `net/http/server.go` of Go 1.24). */
const LINGER_MS = 500

/**
 * Sends `text`, and cuts the connection a little later, whether that has gone out or not: over TLS Node never says so when the client
 * has reset the connection meanwhile, and never ends it.
 */
export const endWith = (
  connection: Pick<Duplex, 'end' | 'destroy'>,
  text: string | Buffer,
  lingerMs = LINGER_MS,
): void => {
  connection.end(text)
  setTimeout(() => connection.destroy(), lingerMs).unref()
}
