import type { Clock } from '../../apimachinery/clock.ts'
import { pauseFor } from '../../apimachinery/pause.ts'
import { StatusError } from '../../apimachinery/status.ts'
import {
  CutConnection,
  type Interference,
  type ObservedRequest,
} from '../../apiserver/extensions.ts'
import type { Fault } from './fault.ts'

/** Returns what a fault does to a request; undefined for faults that end watches. */
export const interferenceOf = (
  { name, fault }: Fault,
  { info, signal }: ObservedRequest,
  realTime: Clock,
): Interference | undefined => {
  if ('status' in fault)
    return { name, around: () => Promise.reject(new StatusError(fault.status)) }
  if ('delay' in fault)
    return {
      name,
      around: async (handle) => {
        await pauseFor(realTime, fault.delay, signal)
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
          // an error response is lost with the connection too
          if (!(error instanceof StatusError)) throw error
        }
        throw new CutConnection()
      },
    }
  if ('staleList' in fault)
    return {
      name,
      around: (handle) => {
        // a continue token has the revision of the first page
        if (!info.query.has('continue')) {
          info.query.set('resourceVersion', String(fault.staleList))
          info.query.set('resourceVersionMatch', 'Exact')
        }
        return handle()
      },
    }
  return undefined
}
