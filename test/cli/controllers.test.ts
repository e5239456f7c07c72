/** `csrlab controllers` as a process. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { startedCluster } from '../fixtures/cluster.ts'
import { resultOf } from '../fixtures/command.ts'
import { arrival } from '../fixtures/waits.ts'
import { run, start } from './process.ts'

t.test('csrlab controllers waits for the server, works, and stops on SIGTERM', async (t) => {
  const cwd = t.testdir({})
  const cluster = await startedCluster(t, { controllers: ['-*'] })
  const kubeconfig = join(cwd, 'kubeconfig')
  writeFileSync(kubeconfig, cluster.kubeconfig())
  await cluster.sleep()
  const args = [
    'controllers',
    '--kubeconfig',
    kubeconfig,
    '--json',
    '--controllers',
    '*,-csrcleaner',
  ]
  const started = start(args, { cwd })
  const [waits] = await arrival(started.process.stderr!, 'data')
  t.equal(waits, `csrlab: waiting for ${cluster.url}\n`)
  await cluster.wake()
  const [line] = await arrival(started.process.stdout!, 'data')
  const ready = JSON.parse(line)
  t.match(ready, { server: cluster.url, version: 'v1.36.3', pid: started.process.pid })
  t.notOk(ready.controllers.includes('certificatesigningrequest-cleaner-controller'))
  const { certificate } = await cluster.issue({ commonName: 'jane' })
  t.match(certificate, /BEGIN CERTIFICATE/)
  t.match(readFileSync(ready.clientCaFile, 'utf8'), /BEGIN CERTIFICATE/)
  started.process.kill('SIGTERM')
  t.match(await started.ended, { code: 0, stderr: `csrlab: waiting for ${cluster.url}\n` })
})

t.test('wrong usage and missing credentials have different exit codes', async (t) => {
  const cwd = t.testdir({})
  t.match(await run('controllers --controllers csrsining', { cwd }), {
    code: 2,
    stderr: /^csrlab: --controllers: "csrsining" is not a controller .* did you mean csrsigning\?/,
  })
  t.match(await run('controllers --kubeconfig nowhere', { cwd }), {
    code: 3,
    stderr: /^csrlab: there is no readable kubeconfig at nowhere/,
  })
})

t.test('--print-rbac prints roles for the selected controllers', async (t) => {
  const args = ['controllers', '--print-rbac', '--controllers', 'csrcleaner,tokencleaner']
  const { code, stdout } = await run(args, { cwd: t.testdir({}) })
  t.equal(code, 0)
  t.match(stdout, /kind: ClusterRole\n(.*\n)*.*certificatesigningrequests\n/)
  t.match(
    stdout,
    /kind: Role\nmetadata:\n {2}name: csrlab-controllers\n {2}namespace: kube-system\n/,
  )
  const result = await resultOf(['controllers', '--print-rbac'])
  t.match(result, { isData: true }, 'a terminal does not wrap the output')
})
