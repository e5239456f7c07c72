import type { Duplex } from 'node:stream'

/** `rstAvoidanceDelay` of Go's server (`net/http/server.go`, Go 1.24) */
const LINGER_MS = 500

/**
 * Sends `text` and ends the connection. Destroys the connection after `lingerMs`, because over TLS
 * Node never closes a connection that the client has reset.
 */
export const endWith = (
  connection: Pick<Duplex, 'end' | 'destroy'>,
  text: string | Buffer,
  lingerMs = LINGER_MS,
): void => {
  connection.end(text)
  setTimeout(() => connection.destroy(), lingerMs).unref()
}
