/* The teacher's and the students' machine are two network namespaces, connected by a veth pair. */
import { execFile, execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import t, { type Test } from 'tap'
import { lacking } from '../fixtures/installed.ts'
import { until } from '../fixtures/waits.ts'
import { run, settled, start, stop } from './process.ts'

const TEACHER = '192.0.2.1'
const STUDENTS = ['akshay', 'jane', 'john']
/** the only port that a class needs */
const PORT = '7000'

const ip = (...args: string[]) => void execFileSync('ip', args, { stdio: 'pipe' })

/** Returns, for each machine, the prefix of a command that runs there. */
const makeNetwork = (t: Test) => {
  const name = `csrlab-${process.pid}`
  const [teacher, students] = [`${name}-t`, `${name}-s`] as const
  for (const namespace of [teacher, students]) {
    ip('netns', 'add', namespace)
    t.teardown(() => ip('netns', 'del', namespace))
    ip('-n', namespace, 'link', 'set', 'lo', 'up')
  }
  ip('-n', teacher, 'link', 'add', 'wire', 'type', 'veth', 'peer', 'wire', 'netns', students)
  for (const [namespace, address] of [
    [teacher, TEACHER],
    [students, '192.0.2.2'],
  ] as const) {
    ip('-n', namespace, 'address', 'add', `${address}/24`, 'dev', 'wire')
    ip('-n', namespace, 'link', 'set', 'wire', 'up')
  }
  return {
    teacher: ['ip', 'netns', 'exec', teacher],
    students: ['ip', 'netns', 'exec', students],
  }
}

const canNetwork = () => {
  const name = `csrlab-${process.pid}-try`
  if (spawnSync('ip', ['netns', 'add', name]).status !== 0) return false
  const { status } = spawnSync('ip', ['-n', name, 'link', 'add', 'wire', 'type', 'veth'])
  ip('netns', 'del', name)
  return status === 0
}

const skip =
  lacking('kubectl', 'openssl') ||
  (canNetwork()
    ? false
    : 'NOT TESTED: this test needs iproute2, and root with permission to make network namespaces')

t.test('three students solve a lab of a class from another machine', { skip }, async (t) => {
  const { teacher, students } = makeNetwork(t)
  const cwd = t.testdir({ 'people.csv': STUDENTS.join('\n') })
  const env = { HOME: cwd, KUBECONFIG: '', LANG: 'C.UTF-8' }
  const klass = (...args: string[]) => run(['class', ...args], { cwd, env, through: teacher })
  const place = ['--host', '0.0.0.0', '--advertise-address', TEACHER, '--port', PORT]
  const create = ['class', 'create', '--from', 'people.csv', '--labs', 'jane', ...place]
  const served = start(create, { cwd, env, through: teacher })
  t.teardown(() => served.process.kill('SIGKILL'))
  await settled(served.process, () => served.stdout())
  t.match(served.stdout(), `Serving at https://${TEACHER}:${PORT}`)

  const solve = async (student: string) => {
    const home = join(cwd, `home-${student}`)
    mkdirSync(home)
    const mine = { cwd: home, env: { ...env, HOME: home }, through: students }
    const letter = readFileSync(join(cwd, 'class', `${student}.txt`), 'utf8')
    const [, line = ''] = /^npx csrlab (lab join .*)$/m.exec(letter) ?? []
    t.match(await run(line.split(' '), mine), { code: 0, stdout: /you have joined class/ })
    const told = await run('lab solution --yes --json', mine)
    const folder = join(home, 'lab-jane')
    for (const step of JSON.parse(told.stdout).solution) {
      const shell = [...students.slice(1), 'bash', '-euo', 'pipefail', '-c', step.run]
      await promisify(execFile)('ip', shell, {
        cwd: folder,
        env: { ...process.env, ...mine.env, KUBECONFIG: join(folder, 'kubeconfig') },
      })
    }
    t.match(await run('lab check', mine), { code: 0, stdout: /Solved\./, stderr: '' }, student)
  }
  await Promise.all(STUDENTS.map(solve))

  await until(async () => {
    const { learners } = JSON.parse((await klass('board', '--json')).stdout)
    return learners.map(({ solved }: { solved: number }) => solved).join() === '1,1,1'
  }, 'all to have solved the lab')
  t.equal((await stop(served)).code, 0)
})
