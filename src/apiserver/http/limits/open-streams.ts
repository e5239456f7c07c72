import { setMaxListeners } from 'node:events'

/** The watches of a server. */
export const openStreams = () => {
  const stopping = new AbortController()
  const { signal } = stopping
  // each open stream adds a listener, and a thousand watches are ordinary
  setMaxListeners(0, signal)
  const open = new Set<Promise<void>>()
  return {
    /** aborts when the server stops */
    signal,

    running: (): number => open.size,

    add: (stream: Promise<void>): void => {
      const running = stream.finally(() => open.delete(running))
      open.add(running)
    },

    /** Ends all streams. Resolves when their last events are written. */
    end: async (): Promise<void> => {
      stopping.abort()
      await Promise.allSettled(open)
    },
  }
}

export type OpenStreams = ReturnType<typeof openStreams>
