/** The Go program that uses client-go. */
import { spawn, spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { installed } from '../fixtures/installed.ts'

const SOURCES = fileURLToPath(new URL('client-go/', import.meta.url))
const CACHE = fileURLToPath(new URL('../../node_modules/.cache/csrlab-clients', import.meta.url))
const PROGRAM = join(CACHE, 'client-go')

const version = (): string => spawnSync('go', ['env', 'GOVERSION'], { encoding: 'utf8' }).stdout

/**
 * Whether this Go version can use testing/synctest in ordinary programs, if enabled. `.ci/run`
 * compiles the same way.
 */
export const hasBubbles = (): boolean => /^go1\.2[45]/.test(version())

/** The folder of Debian's golang-k8s-client-go-dev. */
export const environment = (): NodeJS.ProcessEnv => ({
  ...process.env,
  GO111MODULE: 'off',
  GOPATH: '/usr/share/gocode',
  GOTOOLCHAIN: 'local',
  ...(hasBubbles() && { GOEXPERIMENT: 'synctest' }),
})

export const isInstalled = (): boolean =>
  installed('go', 'version') &&
  spawnSync('go', ['list', 'k8s.io/client-go/metadata'], { env: environment() }).status === 0

/** Compiles the program, which takes minutes the first time. Throws an Error with Go's output. */
export const compile = (): void => {
  mkdirSync(CACHE, { recursive: true })
  const options = { cwd: SOURCES, env: environment(), encoding: 'utf8' } as const
  const { status, stderr } = spawnSync('go', ['build', '-o', PROGRAM, '.'], options)
  if (status !== 0) throw new Error(stderr)
}

interface Check {
  readonly check: string
  /** undefined: success */
  readonly error?: string
}

interface Told {
  readonly checks: readonly Check[]
  readonly code: number | null
  /** its standard error */
  readonly complaints: string
}

/** Runs a suite of checks with an administrator's kubeconfig and token. */
export const runChecks = async (
  suite: 'protobuf' | 'disturbed' | 'life',
  kubeconfig: string,
  token: string,
): Promise<Told> => {
  const child = spawn(PROGRAM, [kubeconfig, suite], {
    // an unfinished rotation leaves files
    env: { ...process.env, CSRLAB_TOKEN: token, TMPDIR: dirname(kubeconfig) },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let [out, complaints] = ['', '']
  child.stdout.on('data', (text: Buffer) => (out += text.toString()))
  child.stderr.on('data', (text: Buffer) => (complaints += text.toString()))
  const code = await new Promise<number | null>((done) => child.on('close', done))
  const lines = out.split('\n').filter(Boolean)
  return { checks: lines.map((line) => JSON.parse(line) as Check), code, complaints }
}
