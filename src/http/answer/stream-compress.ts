/** gzip for watches that begin with a list, since 1.37 (`perFlushGzipWriter` of `k8s.io/apiserver/pkg/endpoints/handlers/watch.go`). */
import { constants, crc32, gzipSync } from 'node:zlib'
import type { StreamWriter } from '../call.ts'

/** Packed at the latest when so much has been written: nothing holds the event loop for long. */
const PART_BYTES = 256 * 1024

/** A writer that may keep what is written until it is told to send it. */
export interface FlushedWriter extends StreamWriter {
  /** Sends what was written since; false when the client does not keep up. */
  flush(): boolean
}

/** Keeps nothing. */
export const plainWriter = (writer: StreamWriter): FlushedWriter => ({
  ...writer,
  flush: () => true,
})

const LAST_BLOCK = Buffer.from([3, 0])

/**
 * A whole member of gzip whose data ends before the member does: Go's reader would otherwise keep the data until the next member
 * comes.
 */
const memberOf = (data: Buffer): Buffer => {
  const blocks = gzipSync(data, {
    level: constants.Z_BEST_SPEED,
    finishFlush: constants.Z_SYNC_FLUSH,
  })
  const trailer = Buffer.alloc(8)
  trailer.writeUInt32LE(crc32(data), 0)
  trailer.writeUInt32LE(data.length, 4)
  return Buffer.concat([blocks, LAST_BLOCK, trailer])
}

/** Packs what is written until the next flush as a member of its own, so that nothing is kept for a watch that is idle. */
export const packedWriter = (writer: StreamWriter): FlushedWriter => {
  let parts: Buffer[] = []
  let bytes = 0
  const flush = (): boolean => {
    if (bytes === 0) return true
    const packed = memberOf(Buffer.concat(parts))
    parts = []
    bytes = 0
    return writer.write(packed)
  }
  return {
    flush,
    write: (chunk) => {
      parts.push(chunk)
      bytes += chunk.length
      return bytes < PART_BYTES || flush()
    },
    drained: () => writer.drained(),
    cut: () => writer.cut(),
    disconnect: () => writer.disconnect(),
    end: () => {
      flush()
      writer.end()
    },
  }
}
