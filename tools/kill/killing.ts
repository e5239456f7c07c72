/** Helpers for programs that kill a server with SIGKILL at random moments. */
import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Running, serve } from '../../test/fixtures/process.ts'
import { verifyStore } from '../../src/storage/verify.ts'

export interface KillOptions {
  readonly kills: number
  readonly seed: number
  /** the maximum life of a server under load, in milliseconds */
  readonly longestMs: number
  report?(line: string): void
}

/** A server that can be killed and started again with the same data folder. */
export class Killable {
  readonly cwd = mkdtempSync(join(tmpdir(), 'csrlab-kill-'))
  readonly #flags: readonly string[]
  #server: Running | undefined

  constructor(...flags: string[]) {
    this.#flags = ['--port', '0', '--log-level', 'error', ...flags]
  }

  get server(): Running {
    return this.#server!
  }

  /** Kills the server after `ms`; resolves once it and its clients' work have ended. */
  async kill(ms: number, ...work: readonly Promise<unknown>[]): Promise<void> {
    await sleep(ms)
    this.server.process.kill('SIGKILL')
    await Promise.all([...work, this.server.ended])
  }

  async start(): Promise<void> {
    this.#server = await serve([...this.#flags], { cwd: this.cwd })
  }

  /**
   * Copies the database of a killed server, verifies the copy, runs `task` with the copy's path,
   * and removes the copy. `problem` is called for each problem that the verification finds.
   */
  async withCopy(task: (copy: string) => Promise<void>, problem: (text: string) => void) {
    const copy = join(this.cwd, 'copy.db')
    for (const suffix of ['', '-wal']) {
      const file = join(this.server.dataDir, `csrlab.db${suffix}`)
      if (existsSync(file)) copyFileSync(file, copy + suffix)
    }
    verifyStore(copy).problems.forEach(problem)
    await task(copy)
    for (const suffix of ['', '-wal', '-shm']) rmSync(copy + suffix, { force: true })
  }

  async end(): Promise<void> {
    this.#server?.process.kill('SIGKILL')
    await this.#server?.ended
    rmSync(this.cwd, { recursive: true, force: true })
  }
}
