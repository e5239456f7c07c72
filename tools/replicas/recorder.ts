/** Records clients' operations and events, one per line, in a file for {@link readHistory}. */
import { createWriteStream, type WriteStream } from 'node:fs'
import { ending } from '../../test/fixtures/waits.ts'
import type { Line } from './history.ts'

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
