/** client-go, which controllers and kubectl are made with, against a cluster of this process: in protobuf alone, decoded by Go. */
import { spawn, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { startCluster } from '../../src/cluster.ts'
import { installed } from '../fixtures/installed.ts'

/** where Debian's golang-k8s-client-go-dev puts its sources */
const env = {
  ...process.env,
  GO111MODULE: 'off',
  GOPATH: '/usr/share/gocode',
  GOTOOLCHAIN: 'local',
}

const found =
  installed('go', 'version') &&
  spawnSync('go', ['list', 'k8s.io/client-go/metadata'], { env }).status === 0
const required = process.env['CSRLAB_REQUIRE_KUBECTL'] === '1'
const skip =
  found || required ? false : 'NOT TESTED: go and golang-k8s-client-go-dev are not installed'

interface Line {
  readonly check: string
  readonly error?: string
}

// Go compiles client-go when it is first needed
t.setTimeout(900_000)

/** Runs all checks against a cluster of a release. */
const findsAll = async (t: Test, kubernetesVersion?: string): Promise<void> => {
  const cluster = await startCluster(kubernetesVersion === undefined ? {} : { kubernetesVersion })
  t.teardown(() => cluster.close())
  const folder = t.testdir({ config: cluster.kubeconfig() })
  const child = spawn('go', ['run', '.', join(folder, 'config')], {
    cwd: new URL('client-go/', import.meta.url),
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let out = ''
  let complaints = ''
  child.stdout.on('data', (text: Buffer) => (out += text.toString()))
  child.stderr.on('data', (text: Buffer) => (complaints += text.toString()))
  const code = await new Promise((done) => child.on('close', done))
  const lines = out
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Line)
  for (const { check, error } of lines) t.equal(error, undefined, check)
  t.equal(code, 0, complaints)
  t.ok(lines.length >= 15, `${lines.length} checks`)
}

void t.test('client-go finds what it looks for', { skip }, (t) => findsAll(t))

// where watches in the place of a list are packed, and Go unpacks them on the way
void t.test('client-go finds the same in 1.37', { skip }, (t) => findsAll(t, 'v1.37'))
