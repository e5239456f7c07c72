import { StatusError } from '../apimachinery/status.ts'

/** More than the possible number of replicas in a race. */
const ATTEMPTS = 20

/** Repeats `task` after a 409; it must read the newest state each time. Rejects with its errors. */
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
