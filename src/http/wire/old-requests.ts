/** Requests that Go's server looks at in another way than Node's (`net/http`, Go 1.24). */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2'
import { isMalformed } from './head.ts'

type Request = IncomingMessage | Http2ServerRequest

/** `OPTIONS *` asks about the server, not about anything in it: its answer is empty, and no stage sees it (`globalOptionsHandler`). */
export const asksAboutServer = (request: Request, url: string): boolean =>
  request.method === 'OPTIONS' && url === '*' && !isMalformed(request)

export const answerAboutServer = (response: ServerResponse | Http2ServerResponse): void => {
  response.statusCode = 200
  response.setHeader('content-length', 0)
  response.end()
}

/** HTTP/1.0 knows no chunks: a body that comes in them is not looked at (`parseTransferEncoding`). */
export const hasUnknownBody = (request: Request): request is IncomingMessage =>
  request.httpVersion === '1.0' && request.headers['transfer-encoding'] !== undefined

/** Passes over such a body; the connection ends with the answer, since where the next request would begin is not known. */
export const passOverBody = (
  request: IncomingMessage,
  response: ServerResponse | Http2ServerResponse,
): void => {
  request.resume()
  if ('shouldKeepAlive' in response) response.shouldKeepAlive = false
}
