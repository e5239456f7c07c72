import type { Clock } from '../../apimachinery/clock.ts'
import { expired } from '../../apimachinery/status.ts'
import type { OpenWatch, ObservedRequest } from '../../apiserver/extensions.ts'
import type { Fault } from './fault.ts'

interface Entry {
  readonly request: ObservedRequest
  readonly watch: OpenWatch
  readonly timers: (() => void)[]
}

/** Message for a compacted revision (`pkg/storage/etcd3/errors.go` of k8s.io/apiserver, v1.36). */
const TOO_OLD = 'The resourceVersion for the provided watch is too old.'

export class OpenWatches {
  readonly #realTime: Clock
  readonly #open = new Set<Entry>()

  constructor(realTime: Clock) {
    this.#realTime = realTime
  }

  /** Registers a watch and the fault that ends it. Returns a function that removes the watch. */
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

  #end({ watch, timers }: Entry, { name, fault }: Fault): void {
    watch.named(name)
    const end = (ms: number, task: () => void): void => {
      if (ms === 0) task()
      else timers.push(this.#realTime.after(ms, task))
    }
    if ('watchCut' in fault) end(fault.watchCut, () => watch.cut())
    if ('watchGone' in fault) end(fault.watchGone, () => watch.fail(expired(TOO_OLD)))
  }
}
