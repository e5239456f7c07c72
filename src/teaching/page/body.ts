import type { IncomingMessage } from 'node:http'
import { isJsonObject } from '../../apimachinery/text/json.ts'
import { badRequest, requestEntityTooLarge } from '../../apimachinery/status.ts'

/** More than the page's largest batch of CSRs. */
const MOST_BYTES = 4 * 1024 * 1024

/** Rejects with StatusErrors. */
export const readBody = async <T>(request: IncomingMessage): Promise<T> => {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > MOST_BYTES)
      throw requestEntityTooLarge('the request is larger than any that the page sends')
    chunks.push(chunk)
  }
  try {
    const value: unknown = JSON.parse(Buffer.concat(chunks).toString())
    if (isJsonObject(value)) return value as T
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
  }
  throw badRequest('the body is not a JSON object')
}
