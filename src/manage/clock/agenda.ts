/** What falls due while time is passed, in its order. */
import type { Hand, Timer } from './hand.ts'

interface Entry {
  readonly hand: Hand
  readonly timer: Timer
  /** of two at the same moment, the one that was set first comes first */
  readonly number: number
  /** milliseconds of passed time, counted from the beginning */
  readonly at: number
}

const isBefore = (a: Entry, b: Entry): boolean =>
  a.at < b.at || (a.at === b.at && a.number < b.number)

/** When a timer has something to do, as its hand shows it; never, for Infinity. */
const usefulAt = ({ due, ms, idleUntil }: Timer): number => {
  const idle = idleUntil?.() ?? -Infinity
  if (idle <= due || ms === 0) return due
  return due + Math.ceil((idle - due) / ms) * ms
}

/** A heap of timers. Those that may be left out for a time are few, and asked anew each time. */
export class Agenda {
  readonly #heap: Entry[] = []
  readonly #idle = new Set<Omit<Entry, 'at'>>()
  readonly #starts = new Map<Hand, number>()
  readonly #unfollow: readonly (() => void)[]
  #count = 0

  /** Follows the timers of hands, which stand. */
  constructor(hands: readonly Hand[]) {
    for (const hand of hands) this.#starts.set(hand, hand.now())
    this.#unfollow = hands.map((hand) => hand.follow((timer) => this.#add(hand, timer)))
  }

  /** The first moment at which something is to be done, in milliseconds of passed time, and all that is to be done then, in order. */
  next(): { readonly at: number; readonly tasks: readonly (() => void)[] } | undefined {
    const found = this.#idleEntries()
    const first = [...found, ...this.#top()].reduce<Entry | undefined>(
      (best, entry) => (best === undefined || isBefore(entry, best) ? entry : best),
      undefined,
    )
    if (first === undefined || first.at === Infinity) return undefined
    const due = found.filter(({ at }) => at === first.at)
    for (let [entry] = this.#top(); entry?.at === first.at; [entry] = this.#top()) {
      this.#pop()
      due.push(entry)
    }
    const tasks = due
      .toSorted((a, b) => a.number - b.number)
      .map(({ hand, timer }) => () => {
        if (hand.has(timer)) hand.fire(timer)
      })
    return { at: first.at, tasks }
  }

  close(): void {
    for (const unfollow of this.#unfollow) unfollow()
  }

  #add(hand: Hand, timer: Timer): void {
    const entry = { hand, timer, number: this.#count++ }
    if (timer.idleUntil === undefined)
      this.#push({ ...entry, at: timer.due - this.#starts.get(hand)! })
    else this.#idle.add(entry)
  }

  #idleEntries(): Entry[] {
    const entries: Entry[] = []
    for (const entry of this.#idle) {
      const { hand, timer } = entry
      if (hand.has(timer)) entries.push({ ...entry, at: usefulAt(timer) - this.#starts.get(hand)! })
      else this.#idle.delete(entry)
    }
    return entries
  }

  /** The first of the heap, without those that were called off; nothing when there is none. */
  #top(): Entry[] {
    let [top] = this.#heap
    while (top !== undefined && !top.hand.has(top.timer)) {
      this.#pop()
      top = this.#heap[0]
    }
    return top === undefined ? [] : [top]
  }

  #push(entry: Entry): void {
    const heap = this.#heap
    let i = heap.length
    heap.push(entry)
    while (i > 0) {
      const parent = (i - 1) >> 1
      if (!isBefore(entry, heap[parent]!)) break
      heap[i] = heap[parent]!
      i = parent
    }
    heap[i] = entry
  }

  #pop(): void {
    const heap = this.#heap
    const last = heap.pop()!
    if (heap.length === 0) return
    let i = 0
    for (;;) {
      let child = 2 * i + 1
      if (child >= heap.length) break
      if (child + 1 < heap.length && isBefore(heap[child + 1]!, heap[child]!)) child++
      if (!isBefore(heap[child]!, last)) break
      heap[i] = heap[child]!
      i = child
    }
    heap[i] = last
  }
}
