import { promisify } from 'node:util'
import { constants, gzip } from 'node:zlib'
import { withCache } from '../../../apimachinery/with-cache.ts'
import type { Answer } from './answer.ts'

/** kube-apiserver's threshold. */
const THRESHOLD_BYTES = 128 * 1024

/** Compresses a buffer once, even if it is sent repeatedly. */
const packOnce = withCache((body: Buffer) =>
  promisify(gzip)(body, { level: constants.Z_BEST_SPEED }),
)

export const acceptsGzip = (acceptEncoding: string | undefined): boolean =>
  (acceptEncoding ?? '').split(',').some((coding) => coding.trim() === 'gzip')

const ENCODING = 'Accept-Encoding'

/** `bytes`: the size before compression. */
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

export const isWorthPacking = (bytes: number, acceptEncoding: string | undefined): boolean =>
  bytes > THRESHOLD_BYTES && acceptsGzip(acceptEncoding)
