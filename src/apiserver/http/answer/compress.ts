/** gzip for large answers (docs/reference/negotiation.md); for watches see `flushed-writer.ts`. */
import { promisify } from 'node:util'
import { constants, gzip } from 'node:zlib'
import type { Answer } from './answer.ts'

/** kube-apiserver's threshold. */
const THRESHOLD_BYTES = 128 * 1024

const pack = promisify(gzip)

/** by body, so that a document sent repeatedly is compressed once */
const packed = new WeakMap<Buffer, Promise<Buffer>>()

const packOnce = (body: Buffer): Promise<Buffer> => {
  let result = packed.get(body)
  if (result === undefined)
    packed.set(body, (result = pack(body, { level: constants.Z_BEST_SPEED })))
  return result
}

export const acceptsGzip = (acceptEncoding: string | string[] | undefined): boolean =>
  String(acceptEncoding ?? '')
    .split(',')
    .some((coding) => coding.trim() === 'gzip')

const ENCODING = 'Accept-Encoding'

/** Marks an answer as compressed. `bytes`: its size before. */
export const packedAnswer = (answer: Answer, bytes: number): Answer => {
  const vary = answer.headers?.['vary'] ?? []
  const lines = [vary].flat()
  return {
    ...answer,
    unpacked: bytes,
    headers: {
      ...answer.headers,
      'content-encoding': 'gzip',
      vary: lines.includes(ENCODING) ? lines : [...lines, ENCODING].join(', '),
    },
  }
}

export const compressed = async (answer: Answer): Promise<Answer> => {
  const { body } = answer
  return packedAnswer({ ...answer, body: await packOnce(body) }, body.length)
}

/** Whether a body of this size is compressed for this client. */
export const isWorthPacking = (
  bytes: number,
  acceptEncoding: string | string[] | undefined,
): boolean => bytes > THRESHOLD_BYTES && acceptsGzip(acceptEncoding)

/** Whether to compress an answer. Synchronous, so that small answers need no promise. */
export const isCompressible = (
  { body, unpacked }: Pick<Answer, 'body' | 'unpacked'>,
  acceptEncoding: string | string[] | undefined,
): boolean => unpacked === undefined && isWorthPacking(body.length, acceptEncoding)
