import type { Arrival, Identified, Read, Uploading } from '../call.ts'
import { announcedBytes, isLargeUpload } from '../limits/uploads.ts'

/** Calls `begin` when there is room for the body. */
export const limitBody = (call: Arrival & Identified, begin: () => void): Uploading => {
  const bytes = announcedBytes(call.request)
  // Fastify reads no HTTP/2 body that has neither a type nor a length
  if (bytes > 0) call.headers['content-type'] ??= 'application/octet-stream'
  if (!isLargeUpload(bytes)) {
    begin()
    return { upload: undefined }
  }
  const upload = call.cluster.uploads.of(call.user.name, bytes)
  call.atEnd(upload.leave)
  upload.read(begin)
  return { upload }
}

const NOTHING = Buffer.alloc(0)

/** Hands the body to the handler, and prepares to hold the answer in memory. */
export const readBody = (call: Arrival & Identified, body: unknown): Read => {
  const room = call.cluster.answers.roomOf(call)
  call.atEnd(() => room.end())
  return { body: Buffer.isBuffer(body) ? body : NOTHING, room }
}
