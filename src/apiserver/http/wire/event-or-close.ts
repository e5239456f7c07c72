import type { EventEmitter } from 'node:events'

/** Resolves at the next `event`, or when the stream closes. */
export const eventOrClose = (stream: EventEmitter, event: string): Promise<void> =>
  new Promise((resolve) => {
    const settle = (): void => {
      stream.off(event, settle)
      stream.off('close', settle)
      resolve()
    }
    stream.once(event, settle)
    stream.once('close', settle)
  })
