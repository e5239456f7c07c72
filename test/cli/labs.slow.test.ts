/** `csrlab lab` in separate processes: clusters, folders, output and remaining files. */
import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { Browser, tokenOf } from '../teaching/page/browser.ts'
import { missingPrograms } from '../server/kubectl.ts'
import { labDesk, runIn } from './lab-clusters.ts'
import { undocumented } from './lab-json.ts'
import { times } from '../fixtures/times.ts'

t.test('a lab is started, checked, reset and solved', { skip: missingPrograms() }, async (t) => {
  const { cwd, env, data, csrlab, lab } = labDesk(t)

  const started = await lab('start jane')
  t.equal(started.code, 0, started.stderr)
  t.match(started.stdout, /^jane · A new colleague · 10 minutes · CKA: Cluster Architecture/)
  t.match(started.stdout, /cd lab-jane\n {2}export KUBECONFIG=\$PWD\/kubeconfig/)
  t.ok(started.stdout.split('\n').length <= 24, 'the output fits a screen')
  const folder = join(cwd, 'lab-jane')
  const shell = (script: string) => runIn(folder, env, script)
  t.match(shell('kubectl auth whoami -o jsonpath={.status.userInfo.username}'), 'kubernetes-admin')
  t.match((await csrlab('list')).stdout, /^lab-jane +running +https:.*in memory$/m)

  const first = await lab('check')
  t.equal(first.code, 1)
  t.match(
    first.stdout,
    /✗ Her private key.*\n.*never her key.*\n +is: +there is no file jane\.key.*\n +wanted: a priv.*\n… /,
  )
  t.match(first.stdout, /^jane · A new colleague\n\n✗ [^]*\n0 of 5\n$/)
  for (const number of [1, 2])
    t.match(
      (await lab('hint')).stdout,
      new RegExp(`^jane · A new colleague\n\nHint ${number} of 3: Her private key`),
    )
  t.match(await lab('check --lang ko'), {
    code: 1,
    stdout: /기대: jane\.key에 개인 키/,
  })
  t.match(await lab('solution'), { code: 2, stderr: /add --yes to show the solution/ })

  writeFileSync(join(folder, 'mine.txt'), 'mine')
  const reset = await lab('reset')
  t.match(reset, { code: 0, stdout: /Your old files are in lab-jane\/before-/ })
  t.equal(readFileSync(join(folder, 'before-1', 'mine.txt'), 'utf8'), 'mine')
  t.same(readdirSync(folder), ['TASK.md', 'before-1', 'kubeconfig'])
  const { task } = JSON.parse((await lab('task --json')).stdout)
  t.equal((await lab('task')).stdout, started.stdout, 'task prints what start printed')
  const written = readFileSync(join(folder, 'TASK.md'), 'utf8')
  t.match(written, /^# jane · A new colleague\n/)
  t.ok(written.includes(task))

  const link = await csrlab('ui --kubeconfig lab-jane/kubeconfig --no-open --json')
  const { url } = JSON.parse(link.stdout)
  const browser = new Browser(new URL(url).origin)
  await browser.enter(tokenOf(url))
  const page = async (path: string, method: string) =>
    (await browser.ask(`/page/v1/lab${path}`, { method })).body.lab
  t.match(await page('', 'GET'), { title: 'A new colleague', folder, outcomes: [{ met: false }] })
  t.match((await page('/hint', 'POST')).hints, [/^Hint 1 of 3: /])
  writeFileSync(join(folder, 'mine.txt'), 'again')
  shell('kubectl create configmap mine')
  t.same((await page('/reset', 'POST')).hints, [])
  t.same(readdirSync(folder), ['TASK.md', 'before-1', 'before-2', 'kubeconfig'])
  t.match(shell('kubectl get configmap mine --ignore-not-found'), /^$/)

  const { solution } = JSON.parse((await lab('solution --yes --json')).stdout)
  for (const step of solution) shell(step.run)
  const json = await lab('check --json')
  t.equal(json.code, 0)
  t.match(JSON.parse(json.stdout), { solved: true, outcomes: times(5, () => ({ met: true })) })
  t.match(
    (await lab('check')).stdout,
    /^jane · A new colleague\n[^]*\nSolved\.\n\nKubernetes has no list of users/,
  )
  t.match((await lab()).stdout, /^jane +A new colleague +10 +CKA +solved$/m)

  t.match(await csrlab('stop lab-jane'), { code: 0, stdout: /nothing is left/ })
  t.match(await lab('check'), {
    code: 3,
    stderr: /the cluster of jane is not running; csrlab lab reset/,
  })
  t.same(readdirSync(env.TMPDIR), [], 'nothing is left of the cluster')
  t.same(readdirSync(data), ['.labs'])
  t.notOk(existsSync(join(data, '.labs', 'jane', 'ca.key')))
})

t.test(
  "a teacher's own labs can be listed, started and verified",
  { skip: missingPrograms() },
  async (t) => {
    const { cwd, csrlab, lab } = labDesk(t, { 'lab-small': { 'theirs.txt': '' } })
    const labs = join(import.meta.dirname, '..', 'teaching', 'labs')
    t.match((await lab('--labs', labs)).stdout, /^small +The smallest +1$/m)
    t.match(await lab('start small --labs', labs), {
      code: 3,
      stderr: /lab-small exists and is not empty; choose another folder with --dir/,
    })
    t.equal((await lab('start small --labs', labs, '--dir', 'work')).code, 0)
    writeFileSync(join(cwd, 'work', 'answer.txt'), 'Ann\n')
    t.match(await lab('check'), { code: 0, stdout: /✓ It is answered/ })
    t.match(await lab('next --labs', labs, '--dir', 'more'), {
      code: 0,
      stdout: /^every-check · Every check/,
    })
    t.match((await csrlab('list')).stdout, /lab-every-check/)
    await csrlab('stop lab-every-check')
    t.match(await lab('verify', join(labs, 'small'), '--json'), {
      code: 0,
      stdout: /"falsified": 1/,
    })
  },
)

const ROWS = [
  ['list', 0],
  ['start small --dir work', 0],
  ['list', 0],
  ['task', 0],
  ['check', 1],
  ['hint', 0],
  ['solution --yes', 0],
  ['reset', 0],
  ['next', 0],
  ['verify small', 0],
] as const

t.test(
  '--json prints one JSON document with the fields in docs/labs-format.md',
  { skip: missingPrograms() },
  async (t) => {
    const { cwd, lab: plain } = labDesk(t)
    const labs = join(cwd, 'labs')
    cpSync(join(import.meta.dirname, '..', 'teaching', 'labs', 'small'), join(labs, 'small'), {
      recursive: true,
    })
    const lab = (line: string) => plain(line, '--labs', labs, '--json')
    const none = await lab('check')
    t.match(none, { code: 1, stdout: /^$/, stderr: /^csrlab: no lab has been started/ })
    for (const [line, code] of ROWS) {
      const ended = await lab(line)
      t.match(ended, { code, stderr: '' }, line)
      const [verb = ''] = line.split(' ')
      t.same(undocumented(`lab ${verb}`, ended.stdout), [], line)
    }
    const refused = await lab('solution')
    t.match(refused, { code: 2, stdout: /^$/, stderr: /add --yes/ })
    writeFileSync(join(cwd, 'work', 'answer.txt'), 'ann')
    t.match(JSON.parse((await lab('check')).stdout), { lab: 'small', solved: true })
    t.same(JSON.parse((await lab('next')).stdout), { lab: null })
  },
)
