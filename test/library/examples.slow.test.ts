import { spawnSync } from 'node:child_process'
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { example } from '../cli/documents.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** Makes a project with csrlab and a module; returns the module's path. */
const project = (folder: string, text: string) => {
  const modules = join(folder, 'node_modules')
  mkdirSync(modules)
  symlinkSync(ROOT, join(modules, 'csrlab'))
  const file = join(folder, 'jane.test.mjs')
  writeFileSync(file, text)
  return file
}

/** The environment, without variables of the surrounding test runner. */
const env = { PATH: process.env['PATH'] }

const SHOWN = {
  node: 'jane gets a certificate',
  clock: 'a certificate expires',
  objects: 'a ConfigMap is in each namespace',
  populate: 'a cluster with a team',
  reset: 'the next test finds it again',
  requests: 'one approval makes a user',
  signers: 'a certificate from an unknown CA',
  approvers: 'developers get short certificates',
  faults: 'the first approval gets a conflict',
}

for (const [name, title] of Object.entries(SHOWN)) {
  t.test(`the example for ${name} passes: ${title}`, async (t) => {
    const file = project(t.testdir(), example(name))
    const { status, stdout, stderr } = spawnSync(process.execPath, ['--test', file], {
      env,
      encoding: 'utf8',
      timeout: 240_000,
    })
    t.equal(status, 0, { stdout, stderr })
    t.match(stdout, title)
  })
}

t.test('a call that a fault delays keeps the process alive', async (t) => {
  const file = project(
    t.testdir(),
    `import { startCluster } from 'csrlab'
const cluster = await startCluster()
await cluster.faults.add({ match: { resource: 'namespaces' }, fault: { delay: '100ms' } })
await cluster.get('namespace/default')
console.log('answered')`,
  )
  const { stdout } = spawnSync(process.execPath, [file], { env, encoding: 'utf8' })
  t.equal(stdout, 'answered\n')
})
