/** The events of one commit leave together: one write for each watcher, and one buffer for all of them. */
import type { StreamWriter } from '../call.ts'
import type { FlushedWriter } from './stream-compress.ts'

/** Sent at the latest when there is so much: some records of TLS. */
const JOINED_BYTES = 64 * 1024

/** What was joined last: the watchers of a resource are told of the same events one after the other. */
let last: { readonly parts: readonly Buffer[]; readonly bytes: Buffer } | undefined

const joined = (parts: readonly Buffer[]): Buffer => {
  if (parts.length === 1) return parts[0]!
  if (last?.parts.length !== parts.length || parts.some((part, i) => last!.parts[i] !== part))
    last = { parts, bytes: Buffer.concat(parts) }
  return last.bytes
}

/** Keeps what is written until the next flush, and sends it in one piece. */
export const joinedWriter = (writer: StreamWriter): FlushedWriter => {
  let parts: Buffer[] = []
  let bytes = 0
  const flush = (): boolean => {
    if (bytes === 0) return true
    const all = joined(parts)
    parts = []
    bytes = 0
    return writer.write(all)
  }
  return {
    flush,
    write: (chunk) => {
      const fits = bytes + chunk.length <= JOINED_BYTES || flush()
      parts.push(chunk)
      bytes += chunk.length
      return bytes < JOINED_BYTES ? fits : flush()
    },
    drained: () => writer.drained(),
    cut: () => writer.cut(),
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
