/**
 * Records clients' operations and watch events, one JSON object per line, and reads them.
 * Independent of the code under test.
 */
import { createWriteStream, readFileSync, type WriteStream } from 'node:fs'
import { ending } from '../../test/fixtures/waits.ts'

/** A write or read of a client. Each written value is unique. */
export interface Operation {
  readonly client: string
  readonly op: 'create' | 'update' | 'delete' | 'get'
  readonly key: string
  /**
   * times of request and response, in milliseconds of one clock; `end` is absent if the result is
   * unknown
   */
  readonly start: number
  readonly end?: number
  /**
   * `done`: as requested; `refused`: the key already exists, or has another revision than expected;
   * `missing`: the key does not exist; `unknown`: the operation may have happened, or may
   * happen later
   */
  readonly result: 'done' | 'refused' | 'missing' | 'unknown'
  readonly value?: string
  /** the revision of the written or read value, if `done`; absent for deletes */
  readonly revision?: number
  /** the expected revision of an update or delete; default: any */
  readonly expected?: number
}

export interface Seen {
  readonly watch: string
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'
  readonly key: string
  readonly revision: number
  readonly value: string
}

/** The start of a watch, which must show everything after this revision. */
export interface Began {
  readonly watch: string
  readonly after: number
}

/** The end of a watch, which has shown everything up to this revision. */
export interface Ended {
  readonly watch: string
  readonly upTo: number
}

export interface History {
  readonly operations: readonly Operation[]
  readonly began: readonly Began[]
  readonly seen: readonly Seen[]
  readonly ended: readonly Ended[]
}

export type Line = Operation | Seen | Began | Ended

export const historyOf = (lines: Iterable<Line>): History => {
  const history = {
    operations: [] as Operation[],
    began: [] as Began[],
    seen: [] as Seen[],
    ended: [] as Ended[],
  }
  for (const line of lines) {
    if ('op' in line) history.operations.push(line)
    else if ('type' in line) history.seen.push(line)
    else if ('after' in line) history.began.push(line)
    else history.ended.push(line)
  }
  return history
}

export const readHistory = (path: string): History =>
  historyOf(
    readFileSync(path, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Line),
  )

export class Recorder {
  readonly #file: WriteStream
  readonly #began = performance.now()

  constructor(path: string) {
    this.#file = createWriteStream(path)
  }

  /** Milliseconds since the recorder was made, of a monotonic clock. */
  get now(): number {
    return performance.now() - this.#began
  }

  write(line: Line): void {
    this.#file.write(`${JSON.stringify(line)}\n`)
  }

  /** Resolves once everything is in the file. */
  async end(): Promise<void> {
    const closed = ending(this.#file)
    this.#file.end()
    await closed
  }
}
