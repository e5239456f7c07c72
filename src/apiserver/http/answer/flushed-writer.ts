/** Writers that buffer events, so that the events of one commit leave together. */
import { constants, crc32, gzipSync } from 'node:zlib'
import type { StreamWriter } from './answer.ts'

export interface FlushedWriter extends StreamWriter {
  flush(): boolean
}

/** Buffers up to `most` bytes of chunks; a flush writes the result of `packed`. */
const keepingWriter = (
  writer: StreamWriter,
  most: number,
  packed: (parts: readonly Buffer[]) => Buffer,
): FlushedWriter => {
  let parts: Buffer[] = []
  let bytes = 0
  const flush = (): boolean => {
    if (bytes === 0) return true
    const all = packed(parts)
    parts = []
    bytes = 0
    return writer.write(all)
  }
  return {
    ...writer,
    flush,
    write: (chunk) => {
      const fits = bytes + chunk.length <= most || flush()
      parts.push(chunk)
      bytes += chunk.length
      return bytes < most ? fits : flush()
    },
    disconnect: () => {
      flush()
      writer.disconnect()
    },
    end: () => {
      flush()
      writer.end()
    },
  }
}

const JOINED_BYTES = 64 * 1024

/** the last joined events, reused for watchers that get exactly these events */
let last: { readonly parts: readonly Buffer[]; readonly bytes: Buffer } | undefined

const joined = (parts: readonly Buffer[]): Buffer => {
  if (parts.length === 1) return parts[0]!
  if (last?.parts.length !== parts.length || parts.some((part, i) => last!.parts[i] !== part))
    last = { parts, bytes: Buffer.concat(parts) }
  return last.bytes
}

/** Joins the events of a flush; watchers that get the same events share the joined buffer. */
export const joinedWriter = (writer: StreamWriter): FlushedWriter =>
  keepingWriter(writer, JOINED_BYTES, joined)

/** Sends each event as a WebSocket message. */
export const messageWriter = (writer: StreamWriter): FlushedWriter =>
  keepingWriter(writer, 0, joined)

/** Limits how long compression blocks the event loop. */
const PACKED_BYTES = 256 * 1024

const LAST_BLOCK = Buffer.from([3, 0])

/**
 * Makes a gzip member whose data is flushed before its last block: otherwise Go's reader waits for
 * the next member.
 */
const memberOf = (parts: readonly Buffer[]): Buffer => {
  const data = Buffer.concat(parts)
  const blocks = gzipSync(data, {
    level: constants.Z_BEST_SPEED,
    finishFlush: constants.Z_SYNC_FLUSH,
  })
  const trailer = Buffer.alloc(8)
  trailer.writeUInt32LE(crc32(data), 0)
  trailer.writeUInt32LE(data.length, 4)
  return Buffer.concat([blocks, LAST_BLOCK, trailer])
}

/**
 * Compresses each flush as its own member (`perFlushGzipWriter` of
 * `k8s.io/apiserver/pkg/endpoints/handlers/watch.go`, 1.37).
 */
export const packedWriter = (writer: StreamWriter): FlushedWriter =>
  keepingWriter(writer, PACKED_BYTES, memberOf)
