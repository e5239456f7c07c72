/* Runs the workflow action's steps like a runner; npm installs a stub that runs this checkout. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { parse } from 'yaml'
import { CLI, run } from '../cli/process.ts'
import { startJob } from './action.ts'

const CSRLAB = '.github/actions/csrlab'
const STOP = `${CSRLAB}/stop`

/** A package without dependencies, whose program `csrlab` runs this checkout. */
const makePackage = (folder: string) => {
  const path = join(folder, 'package')
  mkdirSync(path)
  const manifest = { name: 'csrlab', version: '0.0.0', bin: 'csrlab.sh' }
  writeFileSync(join(path, 'package.json'), JSON.stringify(manifest))
  const program = `#!/bin/sh\nexec '${process.execPath}' '${CLI}' "$@"\n`
  writeFileSync(join(path, 'csrlab.sh'), program, { mode: 0o755 })
  return path
}

const makeJob = (t: Test) => {
  // not t.testdir(): its folder would be removed before the teardown that stops the cluster
  const folder = mkdtempSync(join(tmpdir(), 'csrlab-action-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  const { PATH = '' } = process.env
  const job = startJob(folder, { PATH, HOME: folder, npm_config_offline: 'true' })
  t.teardown(() => job.uses(STOP))
  return { ...job, folder, package: makePackage(folder) }
}

t.test('a cluster is available to later steps, until it is stopped', async (t) => {
  const job = makeJob(t)
  const started = await job.uses(CSRLAB, {
    package: job.package,
    options: '--kubernetes-version v1.35.2\n  --no-hints',
  })
  t.match(started, { status: 0, output: /^https:\S+ is ready$/m })
  const { KUBECONFIG = '', PATH = '' } = job.env
  t.same(job.outputs(), [`kubeconfig=${KUBECONFIG}`])
  t.match(PATH, /^\S+\/csrlab\/node_modules\/\.bin:/)

  const asked = await run(['wait', '--json'], { cwd: job.folder, env: { KUBECONFIG } })
  t.equal(asked.code, 0, asked.stderr)
  const [{ cluster }] = parse(readFileSync(KUBECONFIG, 'utf8')).clusters
  t.match(cluster.server, /^https:\/\/127\.0\.0\.1:\d+$/)

  const stopped = await job.uses(STOP)
  t.match(stopped, { status: 0, output: new RegExp(`at ${cluster.server}`) })
  t.notOk(existsSync(KUBECONFIG))
  t.match(await job.uses(STOP), { status: 0, output: '' }, 'a second stop does nothing')
})

t.test('if a cluster does not start, the step fails at once and prints the output', async (t) => {
  const job = makeJob(t)
  const started = await job.uses(CSRLAB, {
    package: job.package,
    options: '--kubernetes-version v1.3',
    timeout: '10h',
  })
  t.match(started, { status: 1, output: /--kubernetes-version/ })
  t.same(job.outputs(), [])
  t.notOk('KUBECONFIG' in job.env)
})

t.test('a missing package fails the step', async (t) => {
  const job = makeJob(t)
  const started = await job.uses(CSRLAB, { package: join(job.folder, 'no-such-package') })
  t.not(started.status, 0)
  t.match(started.output, /npm error/)
})
