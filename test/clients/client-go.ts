/** Compiles and runs the Go program that uses client-go. */
import { spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { installed } from '../fixtures/installed.ts'
import { execute, type Outcome } from './clients.ts'

const SOURCES = fileURLToPath(new URL('client-go/', import.meta.url))
const CACHE = fileURLToPath(new URL('../../node_modules/.cache/csrlab-clients', import.meta.url))
const PROGRAM = join(CACHE, 'client-go')

const version = () => spawnSync('go', ['env', 'GOVERSION'], { encoding: 'utf8' }).stdout

/**
 * Whether this Go version offers testing/synctest to ordinary programs if `GOEXPERIMENT` is
 * `synctest`. `.ci/run` compiles with the same setting.
 */
export const hasBubbles = (): boolean => /^go1\.2[45]/.test(version())

/** Settings for Go, with the sources of Debian's golang-k8s-client-go-dev. */
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

/** Runs a suite of checks with an administrator's kubeconfig and token. */
export const runChecks = async (
  suite: 'protobuf' | 'disturbed' | 'life',
  kubeconfig: string,
  token: string,
) => {
  // the program may leave temporary files in TMPDIR; the test removes this folder
  const folder = dirname(kubeconfig)
  const { code, out, complaints } = await execute([PROGRAM, kubeconfig, suite], folder, {
    CSRLAB_TOKEN: token,
    TMPDIR: folder,
  })
  const lines = out.split('\n').filter(Boolean)
  return { checks: lines.map((line) => JSON.parse(line) as Outcome), code, complaints }
}
