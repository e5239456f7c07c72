import { deserialize, serialize } from 'node:v8'
import { LoggedStore, type StoreOptions } from './logged-store.ts'
import { type LogImage, MemoryLog } from './memory/log.ts'
import { memorySettings } from './memory/settings.ts'
import { memorySnapshots, type MemorySnapshot } from './memory/snapshots.ts'
import type { OwnSettings, Store } from './store.ts'

export interface MemoryOptions extends StoreOptions {
  /** what another such store held, from its {@link MemoryStore.image} */
  readonly image?: Buffer
}

export interface MemoryStore extends Store {
  readonly settings: OwnSettings
  /** What it holds once it is closed, which is to follow, as bytes that another one can begin with. */
  image(): Promise<Buffer>
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

class UnkeptStore extends LoggedStore implements MemoryStore {
  #keepImage: ((image: Buffer) => void) | undefined

  constructor(log: MemoryLog, { settings, snapshots }: Omit<Image, 'log'>, options: MemoryOptions) {
    let open = true
    const isOpen = (): boolean => open
    const close = (): void => {
      open = false
      const image: Image = { log: log.image(), settings, snapshots }
      this.#keepImage?.(serialize(image))
    }
    const keeper = {
      log,
      settings: memorySettings(settings, isOpen),
      snapshots: memorySnapshots(snapshots, isOpen),
      close,
    }
    super(keeper, options)
  }

  image(): Promise<Buffer> {
    return new Promise((resolve) => (this.#keepImage = resolve))
  }
}
