/** The handshake rules of Go's `golang.org/x/net/websocket`. Pure. */
import { STATUS_CODES, type IncomingHttpHeaders } from 'node:http'
import { splitSubprotocols } from '../../authn/websocket-bearer.ts'

/** Whether a request is for a WebSocket (`k8s.io/apimachinery/pkg/util/httpstream/wsstream`). */
export const isWebSocketRequest = ({ upgrade, connection }: IncomingHttpHeaders): boolean =>
  upgrade !== undefined &&
  upgrade.toLowerCase() === 'websocket' &&
  /(^|,\s*)upgrade(\s*,|$)/.test(connection?.toLowerCase() ?? '')

/** A failed handshake: 403 for an invalid or missing origin, else 400. */
interface Refusal {
  readonly code: 400 | 403
  /** an additional header, or empty */
  readonly header: string
  /** empty, or a sentence */
  readonly text: string
}

const VERSION = '13'

/** Refuses clients that break RFC 6455 or offer several subprotocols. */
export const refusalOf = (headers: IncomingHttpHeaders): Refusal | undefined => {
  if (headers['sec-websocket-version'] !== VERSION) {
    return {
      code: 400,
      header: `Sec-WebSocket-Version: ${VERSION}\r\n`,
      text: 'missing or bad WebSocket Version',
    }
  }
  if (!/^[+/\w]{22}==$/.test(headers['sec-websocket-key'] ?? '')) {
    return { code: 400, header: '', text: 'mismatch challenge/response' }
  }
  const { origin = '' } = headers
  if (!origin.startsWith('/') && !URL.canParse(origin)) return { code: 403, header: '', text: '' }
  if (splitSubprotocols(headers['sec-websocket-protocol'] ?? '').others.length > 1) {
    return { code: 400, header: '', text: '' }
  }
  return undefined
}

/** Formats a refusal for the wire; the connection ends after it. */
export const refusalBytes = ({ code, header, text }: Refusal): string =>
  `HTTP/1.1 ${code} ${STATUS_CODES[code]}\r\n${header}\r\n${text}`
