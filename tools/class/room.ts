/** A class in its own process and temporary home folder, and clients for its learners. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { settled, start, type Started } from '../../test/fixtures/process.ts'
import { Client } from '../kit/client.ts'
import { residentOf } from '../kit/process-size.ts'
import { ProcessorTime } from '../kit/processor-time.ts'

export class Room {
  readonly cwd = mkdtempSync(join(tmpdir(), 'csrlab-class-'))
  readonly env = { HOME: this.cwd, XDG_DATA_HOME: '', KUBECONFIG: '' }
  readonly #learners: readonly string[]
  #process: Started | undefined

  constructor(learners: number) {
    this.#learners = Array.from({ length: learners }, (_, i) => `learner-${i + 1}`)
    writeFileSync(join(this.cwd, 'people.csv'), this.#learners.join('\n'))
  }

  get pid(): number {
    return this.#process!.process.pid!
  }

  get resident(): number {
    return residentOf(this.pid)
  }

  /** Resolves with the processor time of the class so far, in milliseconds. */
  spent(): Promise<number> {
    return new ProcessorTime(this.pid).atRest()
  }

  /** Starts `csrlab class` with these arguments; resolves once it serves. */
  async begin(...args: string[]): Promise<void> {
    const started = start(['class', ...args], { cwd: this.cwd, env: this.env })
    this.#process = started
    await settled(started.process, () => started.stdout())
    if (!started.stdout().includes('Ctrl-C')) throw new Error((await started.ended).stderr)
  }

  async kill(): Promise<void> {
    this.#process?.process.kill('SIGKILL')
    await this.#process?.ended
  }

  async end(): Promise<void> {
    await this.kill()
    rmSync(this.cwd, { recursive: true, force: true })
  }

  learner(learner: number, lab: number): Client {
    const file = join(this.cwd, 'class', this.#learners[learner]!, 'kubeconfig')
    const { clusters, users } = JSON.parse(readFileSync(file, 'utf8'))
    const { origin, pathname } = new URL(clusters[lab].cluster.server)
    const dataDir = join(this.cwd, '.local', 'share', 'csrlab', '.classes', 'class', 'data')
    const headers = {
      authorization: `Bearer ${users[lab].user.token}`,
      'user-agent': 'kubectl/v1.36.0',
    }
    return new Client({ url: origin, dataDir, prefix: pathname }, { connections: 2, headers })
  }
}
