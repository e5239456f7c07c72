/** Which lab a command without a name acts on. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { changeProgress, type LabEntry } from '../../../src/cli/labs/progress.ts'
import { BUILT_IN_LABS } from '../../../src/teaching/labs/folders.ts'
import { run } from '../process.ts'

/** Two started labs, without clusters; `groups` was started last. */
const twoLabs = (t: Test) => {
  const top = t.testdir({ home: {}, 'lab-jane': { below: {} }, 'lab-groups': {}, 'lab-exam': {} })
  const env = { HOME: join(top, 'home'), XDG_DATA_HOME: join(top, 'home'), LANG: 'C.UTF-8' }
  const entryOf = (name: string): LabEntry => ({
    lab: join(BUILT_IN_LABS, name),
    folder: join(top, `lab-${name}`),
    started: '2026-01-01T00:00:00Z',
    hints: 0,
    seededBytes: 0,
  })
  changeProgress(env, {
    current: 'groups',
    labs: { jane: entryOf('jane'), groups: entryOf('groups') },
    exam: {
      seed: 1,
      minutes: 8,
      folder: join(top, 'lab-exam'),
      started: '2026-01-01T00:00:00Z',
      finished: '2026-01-01T00:01:00Z',
      tasks: [],
    },
  })
  const lab = (folder: string, ...words: string[]) =>
    run(['lab', ...words], { cwd: join(top, folder), env })
  return { top, lab }
}

t.test('the folder decides; otherwise, the lab that was started last', async (t) => {
  const { top, lab } = twoLabs(t)
  for (const [folder, expected] of [
    ['lab-jane', /^jane · A new colleague/],
    ['lab-jane/below', /^jane · A new colleague/],
    ['lab-groups', /^groups · Groups, not people/],
    ['.', /^groups · Groups, not people/],
  ] as const)
    t.match((await lab(folder, 'task')).stdout, expected, folder)
  t.match((await lab('lab-jane', 'task', 'groups')).stdout, /^groups/, 'a name takes precedence')
  for (const verb of ['check', 'hint'])
    t.match(await lab('lab-jane', verb), { code: 3, stderr: /the cluster of jane/ }, verb)
  mkdirSync(join(top, 'lab-jane-2'))
  t.match((await lab('lab-jane-2', 'task')).stdout, /^groups/, 'a similar name is another folder')
})

t.test("an exam's folder belongs to no lab", async (t) => {
  const { lab } = twoLabs(t)
  t.match(await lab('lab-exam', 'check'), { code: 1, stderr: /belongs to an exam/ })
  t.match((await lab('lab-exam', 'task', 'jane')).stdout, /^jane/)
})

t.test('each command about a lab names it in the first line', async (t) => {
  const { lab } = twoLabs(t)
  t.match((await lab('lab-jane', 'solution', '--yes')).stdout, /^# jane · A new colleague\n/)
  t.match((await lab('lab-jane', 'task')).stdout, /^jane · A new colleague · 10 minutes/)
  const korean = await lab('lab-jane', 'task', '--lang', 'ko')
  t.match(korean.stdout, /^jane · .*분/)
})
