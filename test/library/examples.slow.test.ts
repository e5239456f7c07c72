import { spawnSync } from 'node:child_process'
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { example } from '../cli/documents.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** A project that has csrlab and tap installed, and an example of the documents as its test. */
const project = (folder: string, name: string) => {
  const modules = join(folder, 'node_modules')
  mkdirSync(modules)
  symlinkSync(ROOT, join(modules, 'csrlab'))
  symlinkSync(join(ROOT, 'node_modules', 'tap'), join(modules, 'tap'))
  const file = join(folder, 'jane.test.mjs')
  writeFileSync(file, example(name))
  return file
}

/** Without what the runner around it tells a child. */
const env = { PATH: process.env['PATH'] }

const RUNNERS: Readonly<Record<string, readonly string[]>> = { tap: [], node: ['--test'] }

for (const [name, args] of Object.entries(RUNNERS)) {
  t.test(`the example for ${name} passes`, async (t) => {
    const file = project(t.testdir(), name)
    const { status, stdout, stderr } = spawnSync(process.execPath, [...args, file], {
      env,
      encoding: 'utf8',
      timeout: 240_000,
    })
    t.equal(status, 0, { stdout, stderr })
    t.match(stdout, 'jane is who her certificate says')
  })
}

/** What the others show, each with the name of its test. */
const SHOWN: Readonly<Record<string, string>> = {
  clock: 'a certificate ends',
  objects: 'jane may not ask, an administrator decides',
  populate: 'a cluster with a team in it',
  reset: 'which is there again',
  requests: 'one approval makes a user',
  signers: 'a certificate of a CA that nobody knows',
  approvers: 'developers get short certificates',
  faults: 'whoever approves is told of a conflict, once',
}

for (const [name, title] of Object.entries(SHOWN)) {
  t.test(`the example for ${name} passes: ${title}`, async (t) => {
    const file = project(t.testdir(), name)
    const { status, stdout, stderr } = spawnSync(process.execPath, ['--test', file], {
      env,
      encoding: 'utf8',
      timeout: 240_000,
    })
    t.equal(status, 0, { stdout, stderr })
    t.match(stdout, title)
  })
}
