import type { ClientHttp2Session } from 'node:http2'
import type { Socket } from 'node:net'
import type { Clock } from '../../../apimachinery/clock.ts'

const PROBE_MS = 3000
/** Number of silent probes after which a session is closed; the first one sends a ping. */
const SILENT_PROBES = 3

/**
 * Closes a session whose server is silent even after a ping, so that its requests fail and can be
 * sent again. client-go does the same (`ReadIdleTimeout` in `pkg/util/net/http.go`). Lost networks
 * are not the only reason: Node 20 misses a reset of the TLS connection during a write.
 */
export const probeSession = (session: ClientHttp2Session, socket: Socket, clock: Clock): void => {
  let received = 0
  let silent = 0
  const probe = (): void => {
    silent = socket.bytesRead === received ? silent + 1 : 0
    received = socket.bytesRead
    if (silent === SILENT_PROBES) {
      const message = 'the server is silent'
      session.destroy(Object.assign(new Error(message), { code: 'ETIMEDOUT' }))
      // the session alone would wait for its last write
      return void socket.destroy()
    }
    // a destroyed session stays open until its last write
    if (silent === 1 && !session.destroyed) session.ping(() => undefined)
    stop = clock.after(PROBE_MS, probe)
  }
  let stop = clock.after(PROBE_MS, probe)
  session.once('close', () => stop())
}
