import { promisify } from 'node:util'
import { deserialize, serialize } from 'node:v8'
import { deflateRaw, inflateRawSync } from 'node:zlib'
import { LoggedStore, type StoreOptions } from './logged-store.ts'
import { type LogImage, MemoryLog } from './memory/log.ts'
import { ownCopies } from './memory/own-copy.ts'
import { memorySettings } from './memory/settings.ts'
import { memorySnapshots, type MemorySnapshot } from './memory/snapshots.ts'
import type { Relink } from './remade-row.ts'
import type { OwnSettings, Store } from './store.ts'

const deflated = promisify(deflateRaw)

export interface MemoryOptions extends StoreOptions {
  /** what another such store held, from its {@link MemoryStore.image} */
  readonly image?: Buffer
  /** asked for each row of the image. Default: all are kept */
  readonly relink?: Relink
}

export interface MemoryStore extends Store {
  readonly settings: OwnSettings
  /** What it holds once it is closed, which is to follow, as bytes that another one can begin with: deflated, a tenth of what they say. */
  image(): Promise<Buffer>
}

interface Image {
  readonly log: LogImage
  readonly settings: Map<string, Buffer>
  readonly snapshots: Map<string, MemorySnapshot>
}

/** What an image holds, none of it a part of the image. */
const readImage = (image: Buffer): Image => {
  const { log, settings, snapshots } = deserialize(inflateRawSync(image)) as Image
  return {
    log,
    settings: ownCopies(settings),
    snapshots: new Map(
      Array.from(snapshots, ([name, { rows, ...rest }]) => [
        name,
        { ...rest, rows: ownCopies(rows) },
      ]),
    ),
  }
}

/** Opens a store that keeps nothing: it is empty, or as another one was. */
export const openMemoryStore = (options: MemoryOptions = {}): MemoryStore => {
  const { image, relink } = options
  const {
    log,
    settings = new Map(),
    snapshots = new Map(),
  }: Partial<Image> = image === undefined ? {} : readImage(image)
  return new UnkeptStore(new MemoryLog(log, relink), { settings, snapshots }, options)
}

class UnkeptStore extends LoggedStore implements MemoryStore {
  #keepImage: ((image: Promise<Buffer>) => void) | undefined

  constructor(log: MemoryLog, { settings, snapshots }: Omit<Image, 'log'>, options: MemoryOptions) {
    let open = true
    const isOpen = (): boolean => open
    const close = (): void => {
      open = false
      const image: Image = { log: log.image(), settings, snapshots }
      this.#keepImage?.(deflated(serialize(image)))
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
