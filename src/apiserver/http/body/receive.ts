import { requestEntityTooLarge } from '../../../apimachinery/status.ts'
import { hasGone } from '../gate/owner.ts'
import { announcedBytes, BODY_LIMIT } from '../gate/uploads.ts'
import { endWithAnswer } from '../wire/connections.ts'
import type { AnyRequest, AnyResponse } from '../wire/front.ts'

const NOTHING = Buffer.alloc(0)
const ignore = (): void => undefined

/**
 * Reads the body of a request. Rejects with the 413 if it exceeds {@link BODY_LIMIT}. Never settles
 * if the client disconnects: over HTTP/2 a cut-off body would look complete.
 */
export const receiveBody = (request: AnyRequest, response: AnyResponse): Promise<Buffer> => {
  const announced = announcedBytes(request)
  if (announced === 0) return Promise.resolve(NOTHING)
  return new Promise((resolve, reject) => {
    const refuse = (): void => {
      // the client may go on sending
      endWithAnswer(response)
      reject(requestEntityTooLarge(`Request entity too large: limit is ${BODY_LIMIT}`))
    }
    if (announced > BODY_LIMIT) return refuse()
    const chunks: Buffer[] = []
    let bytes = 0
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length
      if (bytes <= BODY_LIMIT) chunks.push(chunk)
      else refuse()
    })
    request.on('error', ignore)
    request.on('end', () => {
      if (!hasGone(request)) resolve(Buffer.concat(chunks))
    })
  })
}
