import type { ServerResponse } from 'node:http'
import type { Writable } from 'node:stream'
import type { StreamWriter } from '../answer/answer.ts'
import { disconnect } from './cut.ts'
import { cutOff } from './pipelined.ts'
import type { AnyResponse } from './message.ts'

/** Resolves when the written bytes have left; rejects when the client has gone. */
export const drained = (stream: Writable): Promise<void> =>
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
  })

/** Makes a stream of a response; `drained` rejects when the client has gone. */
export const streamWriter = (response: AnyResponse): StreamWriter => {
  const stream = response as ServerResponse
  // a cut response may exist for a moment, and must not end well
  let isCut = false
  return {
    write: (chunk) => isCut || stream.destroyed || stream.write(chunk),
    drained: () => drained(stream),
    cut: () => cutOff(response),
    disconnect: () => {
      isCut = true
      disconnect(response)
    },
    end: () => {
      if (!isCut && !stream.destroyed && !stream.writableEnded) stream.end()
    },
  }
}
