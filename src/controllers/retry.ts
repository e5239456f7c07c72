import { StatusError } from '../apimachinery/status.ts'

/** more than the number of replicas that can race */
const ATTEMPTS = 20

/** Repeats `task` after a 409. Rejects with other errors, and with the 409 of the last attempt. */
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
