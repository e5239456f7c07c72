/** Every check passes, and fails after each `falsify`; `csrlab lab verify` detects faulty labs. */
import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t, { type Test } from 'tap'
import { CHECK_NAMES } from '../../../src/teaching/labs/checks/index.ts'
import { readLab } from '../../../src/teaching/labs/read-lab.ts'
import { verifyFolder } from '../../../src/cli/labs/verify-command.ts'
import { missingPrograms } from '../../server/kubectl.ts'

const skip = missingPrograms()
const folderOf = (name: string) => fileURLToPath(new URL(name, import.meta.url))
/** In solutions, `csrlab` only prints `it's csrlab` and its arguments. */
const runner = { environment: process.env, self: ['echo', "it's csrlab"] }
const LABS = ['every-check', 'every-check-2', 'every-check-3', 'every-check-4']

t.test('the labs of this test use every check', async (t) => {
  const used = new Set(
    LABS.flatMap((name) => readLab(folderOf(name)).outcomes.map(({ check }) => check.name)),
  )
  t.same(
    CHECK_NAMES.filter((name) => !used.has(name)),
    [],
  )
})

for (const name of LABS)
  t.test(`verify finds no problems in ${name}`, { skip }, async (t) => {
    const { falsified, problems } = await verifyFolder(folderOf(name), runner)
    t.same(problems, [])
    const all = readLab(folderOf(name)).outcomes.flatMap(({ falsify }) => falsify)
    t.equal(falsified, all.length)
  })

/** Returns the problems of the lab `small` after these changes. */
const problemsOf = async (t: Test, ...changes: readonly (readonly [string, string])[]) => {
  const folder = join(t.testdir(), 'small')
  cpSync(folderOf('small'), folder, { recursive: true })
  const path = join(folder, 'lab.yaml')
  let text = readFileSync(path, 'utf8')
  for (const [from, to] of changes) {
    t.ok(text.includes(from), from)
    text = text.replace(from, to)
  }
  writeFileSync(path, text)
  const { problems } = await verifyFolder(folder, runner)
  return problems.join('\n').replaceAll(`${folder}/`, '')
}

t.test('faulty labs are reported', { skip }, async (t) => {
  t.equal(await problemsOf(t), '')
  t.match(
    await problemsOf(t, ['seed: {}', 'files: { answer.txt: { text: ann } }']),
    /^it is solved at the start/,
  )
  t.match(
    await problemsOf(
      t,
      ['    falsify: rm answer.txt\n', ''],
      ['seed: {}', 'files: { answer.txt: { text: ann } }'],
    ),
    /the outcome answer is met at the start, but has no falsify/,
  )
  t.equal(
    await problemsOf(t, ['echo ann > answer.txt', 'echo on its way; false']),
    'step 1 of the solution exits with 1: on its way',
  )
  t.equal(
    await problemsOf(t, ['echo ann > answer.txt', 'echo bob > answer.txt']),
    'after the solution, answer: is the answer is bob; wanted the right answer in answer.txt',
  )
  t.equal(
    await problemsOf(t, ['echo ann > answer.txt', 'csrlab version > answer.txt']),
    "after the solution, answer: is the answer is it's csrlab version; wanted the right answer in answer.txt",
  )
  t.equal(await problemsOf(t, ['rm answer.txt', 'ls']), 'the outcome answer is met after: ls')
  t.equal(await problemsOf(t, ['rm answer.txt', 'exit 7']), 'falsify of answer exits with 7: ')
  t.equal(
    await problemsOf(t, ['seed: {}', 'files: { a: { text: "{{ b }}" } }']),
    'lab.yaml: files.a cannot be made: {{ b }} is unknown; use one of cluster.server, cluster.ca',
  )
  t.match(
    await problemsOf(t, ['seed: {}', 'seed: { manifests: "kind: Nothing" }']),
    /^lab\.yaml: the server rejects the seed: /,
  )
})
