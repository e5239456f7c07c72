/** Carries out a fault on a request. */
import type { Clock } from '../../apimachinery/clock.ts'
import { StatusError } from '../../apimachinery/status.ts'
import { CutConnection, type Interference, type SeenRequest } from '../../apiserver/extensions.ts'
import type { Fault } from './fault.ts'

/** Resolves when the time is over, or nobody waits any more. */
const pause = (realTime: Clock, ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) return resolve()
    const end = (): void => {
      signal.removeEventListener('abort', end)
      callOff()
      resolve()
    }
    const callOff = realTime.after(ms, end)
    signal.addEventListener('abort', end)
  })

/** Undefined: it happens later, to the watch that begins. */
export const interferenceOf = (
  { name, fault }: Fault,
  { info, signal }: SeenRequest,
  realTime: Clock,
): Interference | undefined => {
  if ('status' in fault)
    return { name, around: () => Promise.reject(new StatusError(fault.status)) }
  if ('delay' in fault)
    return {
      name,
      around: async (handle) => {
        await pause(realTime, fault.delay, signal)
        signal.throwIfAborted()
        return handle()
      },
    }
  if ('drop' in fault)
    return {
      name,
      around: async (handle) => {
        try {
          if (fault.drop === 'after') await handle()
        } catch (error) {
          // of a refusal nobody hears either
          if (!(error instanceof StatusError)) throw error
        }
        throw new CutConnection()
      },
    }
  if ('staleList' in fault)
    return {
      name,
      around: (handle) => {
        // pages go on from the first one, which is stale already
        if (!info.query.has('continue')) {
          info.query.set('resourceVersion', String(fault.staleList))
          info.query.set('resourceVersionMatch', 'Exact')
        }
        return handle()
      },
    }
  return undefined
}
