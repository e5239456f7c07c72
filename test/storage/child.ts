/** A child process that opens and writes data files on its parent's commands. */
import { OpenError } from '../../src/storage/open.ts'
import { type SqliteStore } from '../../src/storage/sqlite.ts'
import { PREFIX, valueOf } from './conformance.ts'
import { openFile } from './files.ts'

/**
 * The child answers `open` with 'open', an OpenError's kind or another error's text, and `close`
 * with 'closed'. After `write`, it writes endlessly, and sends an {@link Acknowledged} per write.
 * It does not answer `end`.
 */
export type Command =
  { readonly name: 'open'; readonly path: string } | { readonly name: 'close' | 'write' | 'end' }

export interface Acknowledged {
  readonly key: string
  readonly revision: number
}

const tell = (message: string | Acknowledged) => {
  process.send?.(message)
}

const writeForEver = async (store: SqliteStore) => {
  const things = store.collection(PREFIX)
  const value = valueOf('x'.repeat(2000))
  const writer = async (name: string) => {
    for (let i = 0; ; i++) {
      const key = `${PREFIX}${name}-${i % 20}`
      const current = things.latest(key)
      const { revision } =
        current === undefined
          ? await store.create(key, value)
          : await store.update(key, current.revision, value)
      tell({ key, revision })
    }
  }
  await Promise.all(Array.from({ length: 16 }, (_, i) => writer(`w${i}`)))
}

let store: SqliteStore | undefined

const open = (path: string) => {
  try {
    store = openFile(path)
    return 'open'
  } catch (error) {
    return error instanceof OpenError ? error.kind : String(error)
  }
}

const obey = async (command: Command) => {
  switch (command.name) {
    case 'open':
      return tell(open(command.path))
    case 'close':
      await store?.close()
      store = undefined
      return tell('closed')
    case 'write':
      return store && writeForEver(store)
    case 'end':
      return process.disconnect()
  }
}

if (process.argv[1] === import.meta.filename) {
  process.on('message', (command: Command) => void obey(command))
  tell('ready')
}
