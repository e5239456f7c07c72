import type { ServerResponse } from 'node:http'
import { pipeline } from 'node:stream'
import type { Call } from '../call.ts'
import type { Answer } from './answer.ts'
import { inPieces, PIECE_BYTES } from './pieces.ts'
import { warningHeaders } from './warnings.ts'

const ignore = (): void => undefined

/** Returns false where Go's server omits Content-Length. */
const hasLength = ({ method }: Call, { code, contentType }: Answer): boolean =>
  contentType !== '' || (code !== 204 && method !== 'HEAD')

/** Does nothing if the headers of an answer, such as that of a timeout, have been sent. */
export const sendAnswer = (call: Call, answer: Answer): void => {
  const { response, answerHeaders, warnings, services, isIdentified } = call
  if (response.headersSent) return
  const { code, contentType, body, headers } = answer
  if (contentType !== '') answerHeaders['content-type'] = contentType
  Object.assign(answerHeaders, headers)
  if (warnings.size > 0) answerHeaders['warning'] = warningHeaders([...warnings])
  if (hasLength(call, answer)) answerHeaders['content-length'] = body.length
  ;(response as ServerResponse).writeHead(code, answerHeaders)
  if (body.length <= PIECE_BYTES) return void response.end(body)
  const turn = () => services.turns.next(isIdentified ? call : undefined)
  pipeline(inPieces(body, turn), response, ignore)
}
