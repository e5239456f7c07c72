/** Initial objects of clusters; each set is stored once in the host's file. */
import { createHash } from 'node:crypto'
import { serialize } from 'node:v8'
import type { ClusterFile } from '../storage/shared/cluster-file.ts'
import type { Entry } from '../storage/store.ts'
import { type Cover, packedNow } from './packing.ts'

const PREFIX = 'template.'

export class Templates {
  readonly #file: ClusterFile
  readonly #cover: Cover

  constructor({ file, cover }: { readonly file: ClusterFile; readonly cover: Cover }) {
    this.#file = file
    this.#cover = cover
  }

  /** Stores the objects, and returns the name of their setting. Throws SQLite's errors. */
  keep(objects: readonly Entry[]): string {
    const bytes = serialize(objects.map(({ key, value }) => ({ key, value })))
    const name = `${PREFIX}${createHash('sha256').update(bytes).digest('hex')}`
    if (this.#file.get(name) === undefined)
      this.#file.set(name, packedNow(this.#cover, name, bytes))
    return name
  }

  /** Removes all templates except the named ones. Throws SQLite's errors. */
  tidy(awaited: readonly string[]): void {
    for (const name of this.#file.settings(PREFIX))
      if (!awaited.includes(name)) this.#file.unset(name)
  }
}
