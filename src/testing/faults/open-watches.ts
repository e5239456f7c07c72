import type { Clock } from '../../apimachinery/clock.ts'
import type { OpenWatch, ObservedRequest } from '../../apiserver/extensions.ts'
import type { Fault } from './fault.ts'

interface Entry {
  readonly request: ObservedRequest
  readonly watch: OpenWatch
  readonly timers: (() => void)[]
}

export type OpenWatches = ReturnType<typeof openWatches>

export const openWatches = (realTime: Clock) => {
  const open = new Set<Entry>()
  const endBy = ({ watch, timers }: Entry, { name, effect }: Fault): void => {
    watch.named(name)
    if (effect.watch === undefined) return
    const { delay, end } = effect.watch
    if (delay === 0) end(watch)
    else timers.push(realTime.after(delay, () => end(watch)))
  }
  return {
    /** The returned function removes the watch. */
    begin: (request: ObservedRequest, watch: OpenWatch, fault: Fault | undefined): (() => void) => {
      const entry: Entry = { request, watch, timers: [] }
      open.add(entry)
      if (fault !== undefined) endBy(entry, fault)
      return () => {
        open.delete(entry)
        for (const callOff of entry.timers) callOff()
      }
    },
    strike: (fault: Fault, strikes: (request: ObservedRequest) => boolean): void => {
      for (const entry of open) if (strikes(entry.request)) endBy(entry, fault)
    },
  }
}
