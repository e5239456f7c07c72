import { deserialize, serialize } from 'node:v8'
import { type Keeper, LoggedStore, type StoreOptions } from './logged-store.ts'
import { type LogImage, MemoryLog } from './memory/log.ts'
import { memorySettings } from './memory/settings.ts'
import { memorySnapshots, type MemorySnapshot } from './memory/snapshots.ts'
import { type Journal, journaled, replay } from './shared/journal.ts'
import type { Store } from './store.ts'

export interface MemoryOptions extends StoreOptions {
  /** what another such store held, from its {@link MemoryStore.image} */
  readonly image?: Buffer
  /** where each write is made durable, and what was written there since the image */
  readonly durable?: Durable
}

export interface Durable {
  readonly journal: Journal
  readonly records: readonly Buffer[]
}

export interface MemoryStore extends Store {
  /** What it holds once it is closed, which is to follow, as bytes that another one can begin with. */
  image(): Promise<Buffer>
  /** The same as of now. */
  imageNow(): Buffer
}

interface Image {
  readonly log: LogImage
  readonly settings: Map<string, Buffer>
  readonly snapshots: Map<string, MemorySnapshot>
}

/** Opens a store that keeps nothing: it is empty, or as another one was. */
export const openMemoryStore = (options: MemoryOptions = {}): MemoryStore => {
  const { image } = options
  const {
    log,
    settings = new Map(),
    snapshots = new Map(),
  }: Partial<Image> = image === undefined ? {} : deserialize(image)
  return new UnkeptStore(new MemoryLog(log), { settings, snapshots }, options)
}

const onRecord = (keeper: Keeper, { journal, records }: Durable): Keeper => {
  replay(keeper, records)
  return journaled(keeper, journal)
}

class UnkeptStore extends LoggedStore implements MemoryStore {
  readonly #image: () => Buffer
  #keepImage: ((image: Buffer) => void) | undefined

  constructor(log: MemoryLog, { settings, snapshots }: Omit<Image, 'log'>, options: MemoryOptions) {
    let open = true
    const isOpen = (): boolean => open
    const imageNow = (): Buffer => {
      const image: Image = { log: log.image(), settings, snapshots }
      return serialize(image)
    }
    const close = (): void => {
      open = false
      this.#keepImage?.(imageNow())
    }
    const keeper = {
      log,
      settings: memorySettings(settings, isOpen),
      snapshots: memorySnapshots(snapshots, isOpen),
      close,
    }
    super(options.durable === undefined ? keeper : onRecord(keeper, options.durable), options)
    this.#image = imageNow
  }

  image(): Promise<Buffer> {
    return new Promise((resolve) => (this.#keepImage = resolve))
  }

  imageNow(): Buffer {
    return this.#image()
  }
}
