/** Snapshots in etcd: read from memory, where the feed brings what other replicas keep. */
import { compareKeys } from '../key-order.ts'
import { type Entry, type KeptSnapshot, type Snapshots, StoreError } from '../store.ts'
import type { Connection } from './connection.ts'
import { type EtcdError, writeFailure } from './errors.ts'
import type { Keys } from './keys.ts'
import { COMPARE_MOD } from './messages.ts'

export interface SnapshotParts {
  readonly connection: Connection
  readonly keys: Keys
  /** Resolves once what is in memory is as of this revision. */
  readonly reach: (revision: number) => Promise<void>
  readonly isOpen: () => boolean
}

/** Of entries that go into one value: etcd takes 1.5 MiB at a time as it comes, and JSON makes a third more of it. */
const BLOCK_BYTES = 700_000

type Head = Pick<KeptSnapshot, 'note' | 'revision'> & {
  /** under which its blocks are */
  readonly life: number
}

interface Kept {
  head: (Head & { readonly at: number }) | undefined
  /** by their names, which are in the order in which they were written */
  readonly blocks: Map<string, readonly Entry[]>
}

const encodeBlock = (entries: readonly Entry[]): Buffer =>
  Buffer.from(JSON.stringify(entries.map(({ key, value }) => [key, value.toString('base64')])))

const decodeBlock = (bytes: Buffer): Entry[] =>
  (JSON.parse(bytes.toString()) as [string, string][]).map(([key, value]) => ({
    key,
    value: Buffer.from(value, 'base64'),
  }))

/** Entries in parts of which each fits into a value; at least one part. */
const inBlocks = (entries: readonly Entry[]): Entry[][] => {
  const blocks: Entry[][] = [[]]
  let bytes = 0
  for (const entry of entries) {
    const size = entry.key.length + entry.value.length
    if (bytes > 0 && bytes + size > BLOCK_BYTES) {
      blocks.push([])
      bytes = 0
    }
    blocks.at(-1)!.push(entry)
    bytes += size
  }
  return blocks
}

const HEAD = 'head'

/** Sorts as the number does. */
const numbered = (number: number): string => String(number).padStart(16, '0')

/**
 * A snapshot is a head and blocks of entries. The head says which blocks are its own, and is written last, so that it takes the place of
 * one of the same name in one transaction.
 */
export class EtcdSnapshots implements Snapshots {
  readonly #parts: SnapshotParts
  #kept = new Map<string, Kept>()

  constructor(parts: SnapshotParts) {
    this.#parts = parts
  }

  /** Takes what the feed tells of `NAME/head` or `NAME/LIFE/BLOCK`; undefined: it is gone. */
  took(path: string, value: Buffer | undefined, revision: number): void {
    const slash = path.indexOf('/')
    const name = decodeURIComponent(path.slice(0, slash))
    const part = path.slice(slash + 1)
    const kept = this.#kept.get(name) ?? { head: undefined, blocks: new Map() }
    this.#kept.set(name, kept)
    if (part !== HEAD) {
      if (value === undefined) kept.blocks.delete(part)
      else kept.blocks.set(part, decodeBlock(value))
    } else if (value === undefined) kept.head = undefined
    else kept.head = { ...(JSON.parse(value.toString()) as Head), at: revision }
    if (kept.head === undefined && kept.blocks.size === 0) this.#kept.delete(name)
  }

  /** Forgets all, since the feed begins anew. */
  clear(): void {
    this.#kept = new Map()
  }

  all(): readonly KeptSnapshot[] {
    this.#assertOpen('')
    return [...this.#kept]
      .flatMap(([name, { head }]) => {
        if (head === undefined) return []
        const { note, revision } = head
        return [{ name, note, revision, size: this.entries(name).length }]
      })
      .sort((a, b) => compareKeys(a.name, b.name))
  }

  entries(name: string): readonly Entry[] {
    this.#assertOpen(name)
    const kept = this.#kept.get(name)
    if (kept?.head === undefined) return []
    const own = `${numbered(kept.head.life)}/`
    const last = new Map<string, Entry>()
    const parts = [...kept.blocks].filter(([part]) => part.startsWith(own)).sort(byName)
    for (const [, entries] of parts) for (const entry of entries) last.set(entry.key, entry)
    return [...last.values()].sort((a, b) => compareKeys(a.key, b.key))
  }

  put(
    name: string,
    snapshot: Pick<KeptSnapshot, 'note' | 'revision'> & { readonly entries: readonly Entry[] },
  ): Promise<void> {
    this.#assertOpen(name)
    return this.#put(name, snapshot)
  }

  async add(name: string, entries: readonly Entry[]): Promise<void> {
    this.#assertOpen(name)
    const kept = this.#kept.get(name)
    if (kept?.head === undefined)
      throw new StoreError('unavailable', name, 'there is no such snapshot')
    await this.#putBlocks(name, kept.head.life, kept.blocks.size, entries)
  }

  async remove(name: string): Promise<boolean> {
    this.#assertOpen(name)
    const head = this.#kept.get(name)?.head
    if (head === undefined) return false
    await this.#change(name, HEAD, undefined, head.at)
    await this.#removeBlocks(name, head.life)
    return true
  }

  async #put(
    name: string,
    { note, revision, entries }: Parameters<Snapshots['put']>[1],
  ): Promise<void> {
    const before = this.#kept.get(name)?.head
    const life = await this.#begin(name)
    await this.#putBlocks(name, life, 1, entries)
    const head: Head = { note, revision, life }
    await this.#change(name, HEAD, Buffer.from(JSON.stringify(head)), before?.at ?? 0)
    if (before !== undefined) await this.#removeBlocks(name, before.life)
  }

  /** Takes the next number for blocks that nobody has, with an empty first block. */
  async #begin(name: string): Promise<number> {
    const parts = [...(this.#kept.get(name)?.blocks.keys() ?? [])]
    const used = parts.map((part) => Number(part.slice(0, part.indexOf('/'))))
    const life = used.reduce((a, b) => Math.max(a, b), 0) + 1
    await this.#change(name, `${numbered(life)}/${numbered(0)}`, encodeBlock([]), 0)
    return life
  }

  async #putBlocks(
    name: string,
    life: number,
    first: number,
    entries: readonly Entry[],
  ): Promise<void> {
    for (const [at, block] of inBlocks(entries).entries())
      await this.#change(name, `${numbered(life)}/${numbered(first + at)}`, encodeBlock(block), 0)
  }

  async #removeBlocks(name: string, life: number): Promise<void> {
    const own = `${numbered(life)}/`
    for (const part of this.#kept.get(name)?.blocks.keys() ?? []) {
      if (part.startsWith(own)) await this.#write(name, part, undefined, undefined)
    }
  }

  /** Writes what is at `expected`, 0 for what is not there. Rejects with StoreError `unavailable` when somebody else was faster. */
  async #change(
    name: string,
    part: string,
    value: Buffer | undefined,
    expected: number,
  ): Promise<void> {
    if (await this.#write(name, part, value, expected)) return
    throw new StoreError(
      'unavailable',
      name,
      'another replica keeps a snapshot of this name: try again',
    )
  }

  async #write(
    name: string,
    part: string,
    value: Buffer | undefined,
    expected: number | undefined,
  ): Promise<boolean> {
    const { connection, keys, reach } = this.#parts
    const key = keys.ofSnapshot(`${encodeURIComponent(name)}/${part}`)
    const compare =
      expected === undefined ? [] : [{ target: COMPARE_MOD, key, mod_revision: expected }]
    const success = [
      value === undefined ? { request_delete_range: { key } } : { request_put: { key, value } },
    ]
    const { succeeded, header } = await connection
      .txn({ compare, success })
      .catch((error: EtcdError) => {
        throw writeFailure(name, error)
      })
    await reach(header!.revision)
    return succeeded
  }

  #assertOpen(name: string): void {
    if (!this.#parts.isOpen()) throw new StoreError('closed', name, 'the store is closed')
  }
}

const byName = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number =>
  a < b ? -1 : 1
