/**
 * Runs csrlab's composite actions; supports only the features that they use. Variables and paths
 * that a step sets are available to later steps.
 */
import { spawn } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'
import { ending } from '../fixtures/waits.ts'

export const ROOT = fileURLToPath(new URL('../../', import.meta.url))

interface Action {
  readonly inputs?: Readonly<Record<string, { readonly default: string }>>
  readonly runs: {
    readonly steps: readonly {
      readonly shell: 'bash'
      readonly run: string
      readonly env?: Readonly<Record<string, string>>
    }[]
  }
}

const lines = (file: string): string[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')

export interface Job {
  /** variables of the next step */
  readonly env: Record<string, string>
  readonly outputs: () => readonly string[]
  /** Runs the steps up to the first failure; resolves with the last status and all output. */
  readonly uses: (
    action: string,
    inputs?: Readonly<Record<string, string>>,
  ) => Promise<{ readonly status: number; readonly output: string }>
}

/** Returns a job whose RUNNER_TEMP is `folder`. */
export const startJob = (folder: string, environment: Readonly<Record<string, string>>): Job => {
  const files = { GITHUB_ENV: '', GITHUB_PATH: '', GITHUB_OUTPUT: '' }
  for (const name of Object.keys(files) as (keyof typeof files)[]) {
    files[name] = join(folder, name)
    writeFileSync(files[name], '')
  }
  const workspace = join(folder, 'workspace')
  mkdirSync(workspace)
  const env: Record<string, string> = { ...environment, ...files, RUNNER_TEMP: folder }
  const path = env.PATH!

  const runStep = async (script: string, own: Record<string, string>) => {
    const output = join(folder, 'output')
    // output goes to a file, because a server that the step leaves running would keep a pipe open
    const child = spawn('bash', ['-eo', 'pipefail', '-c', `{ ${script}\n} >"$0" 2>&1`, output], {
      cwd: workspace,
      env: { ...env, ...own },
      stdio: 'ignore',
    })
    const [status] = (await ending(child, 'exit')) as [number]
    for (const line of lines(files.GITHUB_ENV)) {
      const [name = '', ...value] = line.split('=')
      env[name] = value.join('=')
    }
    env.PATH = [...lines(files.GITHUB_PATH).toReversed(), path].join(':')
    return { status, output: readFileSync(output, 'utf8') }
  }

  const uses: Job['uses'] = async (action, inputs = {}) => {
    const file = join(ROOT, action, 'action.yml')
    const { inputs: declared = {}, runs } = parse(readFileSync(file, 'utf8')) as Action
    const valueOf = (_: string, name: string) => {
      if (!(name in declared)) throw new Error(`${action} has no input ${name}`)
      return inputs[name] ?? declared[name]!.default
    }
    let output = ''
    for (const step of runs.steps) {
      const own = Object.entries(step.env ?? {}).map(([name, value]) => [
        name,
        value.replaceAll(/\$\{\{ inputs\.(\w+) \}\}/g, valueOf),
      ])
      const ended = await runStep(step.run, {
        ...Object.fromEntries(own),
        GITHUB_ACTION_PATH: dirname(file),
      })
      output += ended.output
      if (ended.status !== 0) return { status: ended.status, output }
    }
    return { status: 0, output }
  }
  return { env, outputs: () => lines(files.GITHUB_OUTPUT), uses }
}
