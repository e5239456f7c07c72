import { setMaxListeners } from 'node:events'

/** The watches of a server. */
export interface OpenStreams {
  /** aborts when the server stops */
  readonly signal: AbortSignal
  running(): number
  add(stream: Promise<void>): void
  /** Ends all streams. Resolves when their last events are written. */
  end(): Promise<void>
}

export const openStreams = (): OpenStreams => {
  const stopping = new AbortController()
  const { signal } = stopping
  // each open stream adds a listener, and a thousand watches are ordinary
  setMaxListeners(0, signal)
  const open = new Set<Promise<void>>()
  return {
    signal,

    running: (): number => open.size,

    add: (stream: Promise<void>): void => {
      const running = stream.finally(() => open.delete(running))
      open.add(running)
    },

    end: async (): Promise<void> => {
      stopping.abort()
      await Promise.allSettled(open)
    },
  }
}
