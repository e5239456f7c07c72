import type { ClusterFile } from '../storage/shared/cluster-file.ts'
import { type Journal, type JournalRecord, recordBytes } from '../storage/shared/journal.ts'
import type { CommitRounds } from '../storage/shared/rounds.ts'
import { newTally } from '../storage/shared/tally.ts'
import type { RowCipher } from './packing.ts'

/** the name under which records are encrypted */
export const recordName = (id: number): string => `record ${id}`

/** The writes of one cluster. They are kept in memory until {@link release}. */
export class ClusterJournal implements Journal {
  readonly rounds: CommitRounds
  readonly tally = newTally()
  readonly #file: ClusterFile
  readonly #cipher: RowCipher
  readonly #id: number
  #held: Buffer[] | undefined = []
  #bytes: number

  /** `bytes`: total size of the existing records */
  constructor(file: ClusterFile, cipher: RowCipher, id: number, bytes: number) {
    this.rounds = file.rounds
    this.#file = file
    this.#cipher = cipher
    this.#id = id
    this.#bytes = bytes
  }

  /** total size of the records since the last image of the cluster */
  get bytes(): number {
    return this.#bytes
  }

  write(record: JournalRecord): void {
    const bytes = this.#cipher.encrypt(recordName(this.#id), recordBytes(record))
    if (this.#held === undefined) this.#file.append(this.#id, [bytes])
    else this.#held.push(bytes)
    this.#bytes += bytes.length
  }

  /** Makes held and later writes durable. Throws SQLite's errors. */
  release(): void {
    const held = this.#held ?? []
    if (held.length > 0) this.#file.append(this.#id, held)
    this.#held = undefined
  }

  /** Must be called when an image has replaced the records. */
  reset(): void {
    this.#bytes = 0
  }
}
