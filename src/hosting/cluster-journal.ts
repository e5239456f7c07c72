import type { ClusterFile } from '../storage/shared/cluster-file.ts'
import { type Journal, type JournalRecord, recordBytes } from '../storage/shared/journal.ts'
import type { CommitRounds } from '../storage/shared/rounds.ts'
import { Tally } from '../storage/shared/tally.ts'
import type { Cover } from './packing.ts'

/** The name under which the records of a cluster are covered. */
export const recordName = (id: number): string => `record ${id}`

/** The writes of one cluster, as rows of the host's file. Until {@link release} they are held back: nobody has been told of them. */
export class ClusterJournal implements Journal {
  readonly rounds: CommitRounds
  readonly tally = new Tally()
  readonly #file: ClusterFile
  readonly #cover: Cover
  readonly #id: number
  #held: Buffer[] | undefined = []
  #bytes: number

  /** `bytes`: of the records that there are */
  constructor(file: ClusterFile, cover: Cover, id: number, bytes: number) {
    this.rounds = file.rounds
    this.#file = file
    this.#cover = cover
    this.#id = id
    this.#bytes = bytes
  }

  /** Of the records since the image. */
  get bytes(): number {
    return this.#bytes
  }

  write(record: JournalRecord): void {
    const bytes = this.#cover.close(recordName(this.#id), recordBytes(record))
    if (this.#held === undefined) this.#file.append(this.#id, [bytes])
    else this.#held.push(bytes)
    this.#bytes += bytes.length
  }

  /** Makes the writes so far durable, and from now on each. Throws as SQLite does. */
  release(): void {
    const held = this.#held ?? []
    if (held.length > 0) this.#file.append(this.#id, held)
    this.#held = undefined
  }

  /** All records have gone into an image. */
  reset(): void {
    this.#bytes = 0
  }
}
