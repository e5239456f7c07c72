import type { ServerResponse } from 'node:http'
import type { Http2ServerResponse } from 'node:http2'
import type { StreamWriter } from './call.ts'

/** A response as something to write events to; `drained` rejects when the client is gone. */
export const streamWriter = (response: ServerResponse | Http2ServerResponse): StreamWriter => {
  const stream = response as ServerResponse
  return {
    write: (chunk) => stream.destroyed || stream.write(chunk),
    drained: () =>
      new Promise((resolve, reject) => {
        const settle = (finish: () => void) => (): void => {
          stream.off('drain', onDrain)
          stream.off('close', onClose)
          finish()
        }
        const onDrain = settle(resolve)
        const onClose = settle(() => reject(new Error('the client has gone')))
        stream.once('drain', onDrain)
        stream.once('close', onClose)
      }),
    cut: () => stream.destroy(),
    end: () => {
      if (!stream.destroyed && !stream.writableEnded) stream.end()
    },
  }
}
