/** The objects with which clusters are to begin, in the host's file: once for all of the same, and for as long as one may still need them. */
import { createHash } from 'node:crypto'
import { serialize } from 'node:v8'
import type { ClusterFile } from '../store/shared/cluster-file.ts'
import type { Entry } from '../store/store.ts'
import { type Cover, packedNow } from './packing.ts'
import { readTerms } from './terms.ts'

const PREFIX = 'template.'

export class Templates {
  readonly #file: ClusterFile
  readonly #cover: Cover
  /** whether one may have been left; an earlier process may not have got to it */
  #isUntidy = true

  constructor({ file, cover }: { readonly file: ClusterFile; readonly cover: Cover }) {
    this.#file = file
    this.#cover = cover
  }

  /** Returns the name of the setting. Throws what the disk says no with. */
  keep(objects: readonly Entry[]): string {
    const bytes = serialize(objects.map(({ key, value }) => ({ key, value })))
    const name = `${PREFIX}${createHash('sha256').update(bytes).digest('hex')}`
    if (this.#file.get(name) === undefined)
      this.#file.set(name, packedNow(this.#cover, name, bytes))
    return name
  }

  /** A cluster that has one is gone, or has begun. */
  left(): void {
    this.#isUntidy = true
  }

  /** Removes those that no cluster waits for that is still to begin. Throws what the disk says no with; the next call tries again. */
  tidy(): void {
    if (!this.#isUntidy) return
    const awaited = new Set(this.#file.awaitingTemplate().map((terms) => readTerms(terms).template))
    for (const name of this.#file.settings(PREFIX)) if (!awaited.has(name)) this.#file.unset(name)
    this.#isUntidy = false
  }
}
