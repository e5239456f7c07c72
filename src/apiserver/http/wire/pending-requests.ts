import { atEndOf } from './answer-end.ts'
import type { AnyResponse } from './message.ts'

export const countPending = () => {
  let count = 0
  let onNone: (() => void) | undefined

  const end = (): void => {
    count--
    if (count === 0) onNone?.()
  }

  return {
    count: (): number => count,

    /** Counts a request until its answer was sent or the client has gone. */
    begin: (response: AnyResponse): void => {
      count++
      atEndOf(response, end)
    },

    /** Resolves when no request is in flight, or after `ms`. */
    none: (ms: number): Promise<void> =>
      new Promise((resolve) => {
        const patience = setTimeout(resolve, ms)
        onNone = () => {
          clearTimeout(patience)
          resolve()
        }
        if (count === 0) onNone()
      }),
  }
}
