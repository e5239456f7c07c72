import { deserialize, serialize } from 'node:v8'
import { LoggedStore, type StoreOptions } from './logged-store.ts'
import { type LogImage, MemoryLog } from './memory/log.ts'
import { memorySettings } from './memory/settings.ts'
import type { Store } from './store.ts'

export interface MemoryOptions extends StoreOptions {
  /** what another such store held, from its {@link MemoryStore.image} */
  readonly image?: Buffer
}

export interface MemoryStore extends Store {
  /** What it holds once it is closed, which is to follow, as bytes that another one can begin with. */
  image(): Promise<Buffer>
}

interface Image {
  readonly log: LogImage
  readonly settings: Map<string, Buffer>
}

/** Opens a store that keeps nothing: it is empty, or as another one was. */
export const openMemoryStore = (options: MemoryOptions = {}): MemoryStore => {
  const { image } = options
  const { log, settings }: Partial<Image> = image === undefined ? {} : deserialize(image)
  return new UnkeptStore(new MemoryLog(log), settings ?? new Map(), options)
}

class UnkeptStore extends LoggedStore implements MemoryStore {
  #keepImage: ((image: Buffer) => void) | undefined

  constructor(log: MemoryLog, values: Map<string, Buffer>, options: MemoryOptions) {
    let isOpen = true
    const close = (): void => {
      isOpen = false
      const image: Image = { log: log.image(), settings: values }
      this.#keepImage?.(serialize(image))
    }
    super({ log, settings: memorySettings(values, () => isOpen), close }, options)
  }

  image(): Promise<Buffer> {
    return new Promise((resolve) => (this.#keepImage = resolve))
  }
}
