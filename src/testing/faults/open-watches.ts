import type { Clock } from '../../apimachinery/clock.ts'
import type { OpenWatch, ObservedRequest } from '../../apiserver/extensions.ts'
import type { Fault } from './fault.ts'

interface Entry {
  readonly request: ObservedRequest
  readonly watch: OpenWatch
  readonly timers: (() => void)[]
}

export class OpenWatches {
  readonly #realTime: Clock
  readonly #open = new Set<Entry>()

  constructor(realTime: Clock) {
    this.#realTime = realTime
  }

  /** The returned function removes the watch. */
  begin(request: ObservedRequest, watch: OpenWatch, fault: Fault | undefined): () => void {
    const entry: Entry = { request, watch, timers: [] }
    this.#open.add(entry)
    if (fault !== undefined) this.#end(entry, fault)
    return () => {
      this.#open.delete(entry)
      for (const callOff of entry.timers) callOff()
    }
  }

  strike(fault: Fault, strikes: (request: ObservedRequest) => boolean): void {
    for (const entry of this.#open) if (strikes(entry.request)) this.#end(entry, fault)
  }

  #end({ watch, timers }: Entry, { name, effect }: Fault): void {
    watch.named(name)
    if (effect.watch === undefined) return
    const { delay, end } = effect.watch
    if (delay === 0) end(watch)
    else timers.push(this.#realTime.after(delay, () => end(watch)))
  }
}
