/** The handshake rules of Go's `golang.org/x/net/websocket`. */
import { STATUS_CODES, type IncomingHttpHeaders } from 'node:http'
import { splitSubprotocols } from '../../authn/websocket-bearer.ts'

/** `k8s.io/apimachinery/pkg/util/httpstream/wsstream` */
export const isWebSocketRequest = ({ upgrade, connection }: IncomingHttpHeaders): boolean =>
  upgrade !== undefined &&
  upgrade.toLowerCase() === 'websocket' &&
  /(^|,\s*)upgrade(\s*,|$)/.test(connection?.toLowerCase() ?? '')

const VERSION = '13'

const refusal = (code: 400 | 403, header = '', text = ''): string =>
  `HTTP/1.1 ${code} ${STATUS_CODES[code]}\r\n${header}\r\n${text}`

/**
 * Returns the refusal of a handshake that breaks RFC 6455, lacks a valid `Origin` or offers several
 * subprotocols; undefined for other handshakes.
 */
export const refusalOf = (headers: IncomingHttpHeaders): string | undefined => {
  if (headers['sec-websocket-version'] !== VERSION) {
    return refusal(400, `Sec-WebSocket-Version: ${VERSION}\r\n`, 'missing or bad WebSocket Version')
  }
  if (!/^[+/\w]{22}==$/.test(headers['sec-websocket-key'] ?? '')) {
    return refusal(400, '', 'mismatch challenge/response')
  }
  const { origin = '' } = headers
  if (!origin.startsWith('/') && !URL.canParse(origin)) return refusal(403)
  const { others } = splitSubprotocols(headers['sec-websocket-protocol'] ?? '')
  return others.length > 1 ? refusal(400) : undefined
}
