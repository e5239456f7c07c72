import { StatusError } from '../apimachinery/status.ts'

/** Each time somebody else has written, who is then done: more often than there are replicas it does not happen. */
const ATTEMPTS = 20

/**
 * Does something anew when somebody else was faster: it has to look at what is there each time. Rejects as `task` does; with its 409 when
 * others were faster each time.
 */
export const retryOnConflict = async <T>(task: () => Promise<T>): Promise<T> => {
  for (let attempt = 1; ; attempt++) {
    try {
      return await task()
    } catch (error) {
      const isRace = error instanceof StatusError && error.code === 409
      if (!isRace || attempt === ATTEMPTS) throw error
    }
  }
}
