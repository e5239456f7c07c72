/** gzip for large answers (docs/reference/negotiation.md). Of watches only those that begin with a list are: `stream-compress.ts`. */
import { promisify } from 'node:util'
import { constants, gzip } from 'node:zlib'
import type { Answer } from '../call.ts'
import { packedList, piecesOf } from './packed-list.ts'

/** kube-apiserver's threshold: below it, packing costs more than it saves. */
const THRESHOLD_BYTES = 128 * 1024

const pack = promisify(gzip)

/** By the bytes themselves: a body that is answered again (an OpenAPI document) is packed once. */
const packed = new WeakMap<Buffer, Promise<Buffer>>()

const packOnce = (body: Buffer): Promise<Buffer> => {
  let result = packed.get(body)
  if (result === undefined) {
    const pieces = piecesOf(body)
    result =
      pieces === undefined ? pack(body, { level: constants.Z_BEST_SPEED }) : packedList(pieces)
    packed.set(body, result)
  }
  return result
}

/** Whether an `Accept-Encoding` names gzip. */
export const acceptsGzip = (acceptEncoding: string | string[] | undefined): boolean =>
  String(acceptEncoding ?? '')
    .split(',')
    .some((coding) => coding.trim() === 'gzip')

/** The answer, packed outside of the event loop. */
export const compressed = async (answer: Answer): Promise<Answer> => {
  const vary = answer.headers?.['vary']
  return {
    ...answer,
    body: await packOnce(answer.body),
    headers: {
      ...answer.headers,
      'content-encoding': 'gzip',
      vary: vary === undefined ? 'Accept-Encoding' : `${vary}, Accept-Encoding`,
    },
  }
}

/** Whether the answer is to be packed. Asked first, so that small answers need no promise. */
export const isCompressible = (
  { body, code }: Pick<Answer, 'body' | 'code'>,
  acceptEncoding: string | string[] | undefined,
  // a range counts the bytes of what is not packed
): boolean => code !== 206 && body.length > THRESHOLD_BYTES && acceptsGzip(acceptEncoding)
