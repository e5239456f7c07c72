/** A real terminal with a shell, to type keys and read the screen. */
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { until } from '../fixtures/waits.ts'

const exec = promisify(execFile)

interface TmuxOptions {
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
  readonly columns?: number
  readonly rows?: number
}

export class Tmux {
  readonly #socket: string

  private constructor(socket: string) {
    this.#socket = socket
  }

  /** The terminal is closed at the end of the test. */
  static async open(
    test: { teardown(end: () => unknown): unknown },
    { cwd, env, columns = 80, rows = 24 }: TmuxOptions,
  ): Promise<Tmux> {
    // a Unix socket's path has at most 107 bytes; a path in the test's folder may be longer
    const folder = mkdtempSync(join(tmpdir(), 'csrlab-tmux-'))
    test.teardown(() => rmSync(folder, { recursive: true, force: true }))
    const tmux = new Tmux(join(folder, 'tmux'))
    const variables = Object.entries(env).flatMap(([name, value]) => ['-e', `${name}=${value}`])
    const size = ['-x', String(columns), '-y', String(rows)]
    // a killed shell would write its history into the test's folder
    const shell = ['env', 'PS1=$ ', 'HISTFILE=', 'bash', '--norc', '--noprofile']
    await tmux.#run('new-session', '-d', ...size, '-c', cwd, ...variables, '--', ...shell)
    const pid = Number(await tmux.#run('display-message', '-p', '#{pid}'))
    test.teardown(() => process.kill(pid))
    await tmux.#run('set', '-g', 'status', 'off')
    // keys that arrive before the prompt would be shown twice
    await tmux.shows(/^\$/)
    return tmux
  }

  async #run(...args: readonly string[]): Promise<string> {
    const told = await exec('tmux', ['-f', '/dev/null', '-S', this.#socket, '-u', ...args], {
      timeout: 60_000,
    })
    return told.stdout
  }

  /** `keys`: tmux's names, such as `q`, `Enter`, `C-c`. */
  async press(...keys: readonly string[]): Promise<void> {
    await this.#run('send-keys', ...keys)
  }

  async type(line: string): Promise<void> {
    await this.#run('send-keys', '-l', line)
    await this.press('Enter')
  }

  async resize(columns: number, rows: number): Promise<void> {
    await this.#run('resize-window', '-x', String(columns), '-y', String(rows))
  }

  /** Resolves with the screen, without trailing blanks. */
  screen(): Promise<string> {
    return this.#run('capture-pane', '-p')
  }

  /** Resolves with the screen once it matches. */
  async shows(pattern: RegExp): Promise<string> {
    let seen = ''
    await until(async () => {
      // polling without pauses would use all processor time
      seen = await this.#run('run-shell', 'sleep 0.1', ';', 'capture-pane', '-p')
      return pattern.test(seen)
    }, `${pattern.source} on the screen`).catch((error: unknown) => {
      throw new Error(`${String(error)}, but:\n${seen}`)
    })
    return seen
  }
}
