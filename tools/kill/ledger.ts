/**
 * The clients' knowledge of a server that is killed repeatedly: acknowledged and unanswered writes,
 * certificates, and the events of a watch.
 */
import type { X509Certificate } from 'node:crypto'

interface Acknowledged {
  readonly value: number
  readonly revision: number
}

interface Stored {
  readonly metadata: { readonly name: string; readonly resourceVersion: string }
  readonly data: Readonly<Record<string, string>>
}

interface Event {
  readonly type: string
  readonly object: Stored & { readonly code?: number }
}

/** A write without a response: a value, or a deletion. */
type Pending = number | 'delete'

export class Ledger {
  readonly problems: string[] = []
  readonly #latest = new Map<string, Acknowledged>()
  readonly #pending = new Map<string, Pending>()
  readonly #approved = new Set<string>()
  readonly #requests = new Set<string>()
  readonly #nameOfSerial = new Map<string, string>()
  readonly #certificates = new Map<string, string>()
  /** latest revision by name, from a list and its watch */
  readonly #shown = new Map<string, string>()
  /** revisions of the watch's events */
  readonly #seen = new Set<string>()
  /** revisions acknowledged since the list, but not yet shown by the watch */
  readonly #unseen = new Set<string>()
  /** the highest known revision */
  #highest = 0
  #values = 0
  #names = 0
  /** the watch's latest revision */
  position = 0
  #counts = { acknowledged: 0, unanswered: 0, signedAfter: 0, resumed: 0, events: 0, expired: 0 }

  problem(text: string): void {
    this.problems.push(text)
  }

  /** Broken connections are expected; any other error is a problem. */
  broken(error: unknown): void {
    const { code, message } = error as NodeJS.ErrnoException
    const expected = ['ECONNRESET', 'ECONNREFUSED', 'EPIPE', 'ERR_STREAM_PREMATURE_CLOSE']
    if (!expected.includes(code ?? '') && !/socket hang up|aborted/.test(message))
      this.problem(`a request failed, but not because of the kill: ${message}`)
  }

  latest(name: string): Acknowledged | undefined {
    return this.#latest.get(name)
  }

  /**
   * Records a write before it is sent.
   *
   * @returns the value to write
   */
  intend(name: string, what: 'write' | 'delete'): number {
    const value = ++this.#values
    this.#pending.set(name, what === 'write' ? value : 'delete')
    return value
  }

  acknowledge(name: string, value: number, { metadata }: Stored): void {
    const revision = Number(metadata.resourceVersion)
    this.#counts.acknowledged++
    const before = this.#latest.get(name)?.revision ?? 0
    if (revision <= before) this.problem(`${name} went from revision ${before} to ${revision}`)
    this.#latest.set(name, { value, revision })
    this.#pending.delete(name)
    if (!this.#seen.has(metadata.resourceVersion)) this.#unseen.add(metadata.resourceVersion)
    this.#highest = Math.max(this.#highest, revision)
  }

  deleted(name: string): void {
    this.#counts.acknowledged++
    this.#latest.delete(name)
    this.#pending.delete(name)
  }

  newRequest(): string {
    const name = `request-${++this.#names}`
    this.#requests.add(name)
    return name
  }

  approved(name: string): void {
    this.#counts.acknowledged++
    this.#approved.add(name)
  }

  isApproved(name: string): boolean {
    return this.#approved.has(name)
  }

  unsignedAtStart(count: number): void {
    this.#counts.signedAfter += count
  }

  /**
   * Compares the objects after a restart with the writes. Unacknowledged writes may be absent, but
   * not partial.
   */
  compare(items: readonly Stored[], revision: number): void {
    if (revision < this.#highest)
      this.problem(`the revision fell from ${this.#highest} to ${revision}`)
    this.#highest = revision
    const there = new Map(items.map((item) => [item.metadata.name, item]))
    const names = new Set([...this.#latest.keys(), ...this.#pending.keys(), ...there.keys()])
    for (const name of names) if (/^w\d/.test(name)) this.#compareOne(name, there.get(name))
    this.#counts.unanswered += this.#pending.size
    this.#pending.clear()
  }

  #compareOne(name: string, item: Stored | undefined): void {
    const known = this.#latest.get(name)
    const pending = this.#pending.get(name)
    if (item === undefined) {
      if (known !== undefined && pending !== 'delete')
        this.problem(`${name}@${known.revision} was acknowledged and is lost`)
      this.#latest.delete(name)
      return
    }
    const values = [...new Set(Object.values(item.data))]
    const value = Number(values[0])
    const revision = Number(item.metadata.resourceVersion)
    if (values.length !== 1 || Object.keys(item.data).length !== 20)
      this.problem(`${name}@${revision} is half written`)
    else if (known !== undefined && value === known.value) {
      if (revision !== known.revision)
        this.problem(`${name}@${known.revision} came back as ${revision}`)
    } else if (value !== pending)
      this.problem(`${name}@${revision} holds ${value}; neither ${known?.value} nor ${pending}`)
    else if (revision <= (known?.revision ?? 0))
      this.problem(`${name} went from revision ${known!.revision} to ${revision}`)
    this.#latest.set(name, { value, revision })
  }

  /** Records the start of the watch. */
  listed(items: readonly Stored[], revision: number): void {
    this.position = revision
    this.#seen.clear()
    this.#unseen.clear()
    this.#shown.clear()
    for (const { metadata } of items) this.#shown.set(metadata.name, metadata.resourceVersion)
  }

  /** Records an event of the watch. */
  seen({ type, object }: Event): void {
    const revision = Number(object.metadata.resourceVersion)
    if (revision <= this.position)
      this.problem(`a watch at ${this.position} saw revision ${revision}`)
    this.position = revision
    this.#seen.add(object.metadata.resourceVersion)
    this.#unseen.delete(object.metadata.resourceVersion)
    if (type === 'DELETED') this.#shown.delete(object.metadata.name)
    else this.#shown.set(object.metadata.name, object.metadata.resourceVersion)
  }

  /** Compares a list with the events of a watch that was resumed after a kill. */
  resumed(events: readonly Event[], items: readonly Stored[]): void {
    const [first] = events
    if (first?.type === 'ERROR') {
      if (first.object.code === 410) this.#counts.expired++
      else this.problem(`a resumed watch got ${JSON.stringify(first.object)}`)
      return
    }
    this.#counts.resumed++
    for (const event of events) {
      if (event.type === 'BOOKMARK') continue
      this.#counts.events++
      this.seen(event)
    }
    for (const revision of this.#unseen)
      this.problem(`revision ${revision} was acknowledged, and no watch has shown it`)
    const there = new Map(items.map(({ metadata }) => [metadata.name, metadata.resourceVersion]))
    for (const name of new Set([...there.keys(), ...this.#shown.keys()])) {
      if (there.get(name) !== this.#shown.get(name))
        this.problem(`a watch ended with ${name}@${this.#shown.get(name)}, not @${there.get(name)}`)
    }
  }

  /** Checks the CSRs that exist after a restart, and their certificates. */
  certificates(there: readonly string[], issued: readonly [name: string, X509Certificate][]): void {
    const names = new Set(there)
    for (const name of this.#approved) {
      if (!names.has(name)) this.problem(`${name} was approved and is lost`)
    }
    for (const [name, { serialNumber, fingerprint256 }] of issued) {
      const other = this.#nameOfSerial.get(serialNumber)
      if (other !== undefined && other !== name)
        this.problem(`${name} and ${other} have the serial number ${serialNumber}`)
      this.#nameOfSerial.set(serialNumber, name)
      const before = this.#certificates.get(name) ?? fingerprint256
      if (before !== fingerprint256) this.problem(`${name} has another certificate than before`)
      this.#certificates.set(name, fingerprint256)
    }
  }

  /** Forgets all CSRs, and returns their names. */
  forgetRequests(): string[] {
    const names = [...this.#requests]
    this.#requests.clear()
    this.#approved.clear()
    return names
  }

  totals() {
    return {
      ...this.#counts,
      certificates: this.#nameOfSerial.size,
      problems: this.problems,
    }
  }

  summary(): string {
    const { acknowledged, unanswered, resumed, events } = this.#counts
    return `${acknowledged} acknowledged, ${unanswered} unanswered, ${this.#nameOfSerial.size} certificates, ${resumed} watches resumed with ${events} changes, ${this.problems.length} problems`
  }
}
