import { promisify } from 'node:util'
import { deserialize, serialize } from 'node:v8'
import { deflateRaw, deflateRawSync, inflateRawSync } from 'node:zlib'
import { ownCopy } from '../apimachinery/own-copy.ts'
import { type StoreEngine, LoggedStore, type StoreOptions } from './logged-store.ts'
import { type LogImage, memoryLog } from './memory/log.ts'
import { memorySettings } from './memory/settings.ts'
import { memorySnapshots, type MemorySnapshot } from './memory/snapshots.ts'
import { type Journal, journaled, replay } from './shared/journal.ts'
import type { OwnSettings, Store } from './store.ts'

const deflated = promisify(deflateRaw)

export interface MemoryOptions extends StoreOptions {
  readonly image?: Buffer
  readonly durable?: DurableState
}

export interface DurableState {
  readonly journal: Journal
  readonly records: readonly Buffer[]
}

export interface MemoryStore extends Store {
  readonly settings: OwnSettings
  /** The content for `MemoryOptions.image`, deflated on another thread. */
  image(): Promise<Buffer>
  imageNow(): Buffer
}

interface StoreImage {
  readonly log: LogImage
  readonly settings: Map<string, Buffer>
  readonly snapshots: Map<string, MemorySnapshot>
}

/** Copies each buffer once, since snapshots share values with the log. */
const sharingCopies = (): ((bytes: Buffer) => Buffer) => {
  const copies = new Map<Buffer, Buffer>()
  return (bytes) => {
    const copy = copies.get(bytes) ?? ownCopy(bytes)
    copies.set(bytes, copy)
    return copy
  }
}

const readImage = (image: Buffer): StoreImage => {
  const { log, settings, snapshots } = deserialize(inflateRawSync(image)) as StoreImage
  const copy = sharingCopies()
  const copies = (all: ReadonlyMap<string, Buffer>): Map<string, Buffer> =>
    new Map(Array.from(all, ([name, value]) => [name, copy(value)]))
  const entries = log.entries.map(({ row, ...entry }) => ({
    ...entry,
    row: { ...row, value: copy(row.value) },
  }))
  return {
    log: { ...log, entries },
    settings: copies(settings),
    snapshots: new Map(
      Array.from(snapshots, ([name, { rows, ...rest }]) => [name, { ...rest, rows: copies(rows) }]),
    ),
  }
}

export const openMemoryStore = (options: MemoryOptions = {}): MemoryStore => {
  const { image, durable } = options
  const {
    log: kept,
    settings = new Map(),
    snapshots = new Map(),
  }: Partial<StoreImage> = image === undefined ? {} : readImage(image)
  const log = memoryLog(kept)
  const plain = (): Buffer => {
    const content: StoreImage = { log: log.image(), settings, snapshots }
    return serialize(content)
  }
  const engine: StoreEngine = {
    log,
    settings: memorySettings(settings),
    snapshots: memorySnapshots(snapshots),
    close: () => undefined,
  }
  if (durable !== undefined) replay(engine, durable.records)
  const journal = durable && journaled(engine, durable.journal)
  return Object.assign(new LoggedStore(journal ?? engine, options), {
    image: () => deflated(plain()),
    imageNow: () => deflateRawSync(plain()),
  })
}
