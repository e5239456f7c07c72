/** `csrlab lab exam` in separate processes, with the labs' own solutions. */
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { readLab } from '../../src/teaching/labs/read-lab.ts'
import type { ScoredTask } from '../../src/teaching/labs/score-exam.ts'
import type { Progress } from '../../src/cli/labs/progress.ts'
import { until } from '../fixtures/waits.ts'
import { missingPrograms } from '../server/kubectl.ts'
import { labDesk, runIn } from './lab-clusters.ts'
import { undocumented } from './lab-json.ts'
import { wordsOf } from '../fixtures/words.ts'

const LABS = join(import.meta.dirname, '..', '..', 'labs')

t.test('an exam is drawn, solved and scored', { skip: missingPrograms() }, async (t) => {
  const { cwd, env, data, csrlab } = labDesk(t)
  const progressFile = join(data, '.labs', 'progress.json')
  const exam = (...args: string[]) => csrlab('lab exam', ...wordsOf(args))
  // the exam draws from two labs of eight minutes each, not from all labs, which may change
  const labs = join(cwd, 'labs')
  for (const name of ['never-issued', 'approved-but-failed'])
    cpSync(join(LABS, name), join(labs, name), { recursive: true })
  const begin = (...args: string[]) => exam(...args, '--labs', labs)
  // clusters of an exam give no hints, even if the lab sets `hints: full`
  const lab = join(labs, 'never-issued', 'lab.yaml')
  writeFileSync(
    lab,
    readFileSync(lab, 'utf8').replace('seed:', 'seed:\n  cluster: { hints: full }'),
  )
  const scored = async () => {
    const { code, stdout } = await exam('finish --json')
    t.same(undocumented('lab exam finish', stdout), [])
    return { ...JSON.parse(stdout), code }
  }
  const readProgress = () => JSON.parse(readFileSync(progressFile, 'utf8')) as Progress

  t.match(await exam('finish'), {
    code: 1,
    stderr: /no exam has been started; csrlab lab exam starts/,
  })
  t.match(await begin('--minutes 0'), {
    code: 2,
    stderr: /--minutes is "0"; write a whole number from 1/,
  })
  t.match(await begin('--minutes 1'), { code: 1, stderr: /no exam lab takes 1 minutes/ })

  const begun = await begin('--seed 1 --json')
  t.match(begun, { code: 0, stderr: '' })
  t.same(undocumented('lab exam', begun.stdout), [])
  const { tasks, folder } = JSON.parse(begun.stdout)
  t.ok(tasks.length > 1)
  t.match((await csrlab('list')).stdout, /^lab-exam-1 +running/m)
  const again = await exam()
  t.match(again, { code: 0, stdout: /^Exam: 2 tasks in 16 minutes \(--seed 1\)\n/ })
  t.match(again.stdout, /^1\d:\d\d left$/m)
  t.ok(again.stdout.split('\n').length <= 24, 'the output fits a screen')
  t.match(await begin('--seed 2'), { code: 1, stderr: /an exam is in progress/ })
  for (const verb of ['hint', 'solution', 'watch'])
    t.match(await csrlab('lab', verb), { code: 1, stderr: /not available during an exam/ })

  for (const { name, task } of tasks) {
    const text = readFileSync(join(folder, name, 'TASK.md'), 'utf8')
    t.ok(text.includes(task))
    const [, commands = ''] = /^((?: {2}.*\n)+)/m.exec(text) ?? []
    const where = runIn(cwd, env, `${commands}\nkubectl auth whoami; pwd`)
    t.match(
      where,
      new RegExp(`kubernetes-admin[^]*${name}\n$`),
      'the commands in the text lead to the folder and cluster of the task',
    )
    const told = runIn(join(folder, name), env, 'kubectl get csr john 2>&1 || true')
    t.notMatch(told, 'Warning', 'there are no hints')
  }
  const [first] = tasks
  const solve = (name: string) => {
    for (const { run: script } of readLab(join(LABS, first.lab)).solution)
      runIn(join(folder, name), env, script)
  }
  solve(first.name)
  const result = await scored()
  const [solved, ...untouched] = result.tasks
  t.match(result, { code: 1, inTime: true, score: solved.points, passed: false, passMark: 66 })
  t.equal(solved.score, solved.points)
  for (const task of untouched) {
    t.equal(task.score, 0, 'doing nothing scores nothing')
    t.ok(task.outcomes.some(({ missing }: ScoredTask['outcomes'][number]) => missing?.wanted))
  }
  t.same(await scored(), result, 'the score is printed again')
  t.same(readdirSync(data), ['.labs'], 'no cluster is left')
  t.same(readdirSync(join(data, '.labs')), ['progress.json'])
  t.same(readdirSync(env.TMPDIR), [])

  // the time runs out because the test edits the stored deadline
  const late = JSON.parse((await begin('--seed 1 --json')).stdout)
  t.same(late.tasks, tasks, 'the same seed draws the same tasks')
  t.ok(readdirSync(folder).includes('before-1'))
  solve(first.name)
  const setDeadline = (ms: number) => {
    const progress = readProgress()
    const deadline = new Date(ms).toISOString()
    writeFileSync(
      progressFile,
      JSON.stringify({ ...progress, exam: { ...progress.exam, deadline } }),
    )
  }
  setDeadline(Date.now() + 1000)
  await until(() => readProgress().exam?.finished !== undefined, 'the exam to be scored')
  t.match(await scored(), { code: 1, inTime: true, score: solved.points })
  await until(() => readdirSync(data).length === 1, 'the clusters to stop after the deadline')

  // the deadline passes without a process that waits for it, as during a reboot
  await begin('--minutes 8 --seed 1')
  solve('task-1')
  setDeadline(Date.now() - 3_600_000)
  t.match(await scored(), { code: 1, inTime: false, score: 0 })
  t.match((await exam('finish')).stdout, /The time was up, so nothing counts\.\n$/)

  // --practice has no deadline; a stopped cluster scores nothing
  const practice = JSON.parse((await begin('--seed 1 --practice --minutes 8 --json')).stdout)
  t.equal(practice.deadline, undefined)
  t.equal(practice.tasks.length, 1)
  t.match((await exam()).stdout, /There is no time limit\. .* 66 % passes/)
  t.match(await exam('finish --wait'), { code: 1, stderr: /this exam has no time limit/ })
  await csrlab('stop lab-exam-1')
  t.match(await exam('finish'), {
    code: 1,
    stdout:
      /is: the cluster of task-1 is no longer running\n[^]*\n0 of \d points, 0 %: not passed .*\nTime taken: 1 min\n/,
  })
  t.same(readdirSync(data), ['.labs'])
})
