/** The program in Go that asks clusters with client-go. */
import { spawn, spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { installed } from '../fixtures/installed.ts'

const SOURCES = fileURLToPath(new URL('client-go/', import.meta.url))
const CACHE = fileURLToPath(new URL('../../node_modules/.cache/csrlab-clients', import.meta.url))
const PROGRAM = join(CACHE, 'client-go')

const version = (): string => spawnSync('go', ['env', 'GOVERSION'], { encoding: 'utf8' }).stdout

/** These have testing/synctest for programs that are no tests, when asked. `.ci/run` compiles as is said here. */
export const hasBubbles = (): boolean => /^go1\.2[45]/.test(version())

/** Debian's golang-k8s-client-go-dev puts its sources into that folder. */
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

/** Compiles it, which takes minutes where client-go was never compiled. Throws an Error with what Go says. */
export const compile = (): void => {
  mkdirSync(CACHE, { recursive: true })
  const options = { cwd: SOURCES, env: environment(), encoding: 'utf8' } as const
  const { status, stderr } = spawnSync('go', ['build', '-o', PROGRAM, '.'], options)
  if (status !== 0) throw new Error(stderr)
}

interface Check {
  readonly check: string
  /** undefined: it went well */
  readonly error?: string
}

interface Told {
  readonly checks: readonly Check[]
  readonly code: number | null
  /** what it wrote on standard error */
  readonly complaints: string
}

/** Has it do a suite of checks with the kubeconfig and the token of an administrator. */
export const runChecks = async (
  suite: 'protobuf' | 'disturbed' | 'life',
  kubeconfig: string,
  token: string,
): Promise<Told> => {
  const child = spawn(PROGRAM, [kubeconfig, suite], {
    // a rotation that is under way when it ends leaves files
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
