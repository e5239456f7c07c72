/** `csrlab run`, `csrlab wait`, the output of `start --json`, and the files of clusters. */
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { call, type Ended, run, serve, start, type Started, stop } from './process.ts'
import { arrival, until } from '../fixtures/waits.ts'
import { wordsOf } from '../fixtures/words.ts'

/** Makes a folder for temporary files, to check which remain. */
const desk = (t: Test) => {
  const cwd = t.testdir({ tmp: {} })
  const tmp = join(cwd, 'tmp')
  const options = { cwd, env: { TMPDIR: tmp } }
  return {
    cwd,
    run: (...args: string[]) => run(wordsOf(args), options),
    start: (...args: string[]) => start(wordsOf(args), options),
    serve: (...args: string[]) => serve(wordsOf(args), options),
    left: () => [...readdirSync(tmp), ...readdirSync(cwd)].sort(),
  }
}

const NODE = process.execPath

/** Waits until the process has printed `count` lines or ended. Resolves with its lines. */
const lines = async (started: Started, count: number) => {
  const { stdout } = started.process
  while (started.stdout().split('\n').length <= count && !stdout!.readableEnded)
    await arrival(stdout!, 'data').catch((error: unknown) => {
      if (!stdout!.readableEnded) throw error
    })
  return started.stdout().split('\n')
}

const line = async (started: Started) => (await lines(started, 1))[0]!

t.test('a command gets the cluster from its environment, and no files remain', async (t) => {
  const { cwd, left, ...csrlab } = desk(t)
  const program = `
    import { readFileSync } from 'node:fs'
    import { request } from 'node:https'
    const { CSRLAB_URL, CSRLAB_TOKEN, CSRLAB_CA, KUBECONFIG } = process.env
    const options = { ca: readFileSync(CSRLAB_CA), headers: { authorization: 'Bearer ' + CSRLAB_TOKEN } }
    request(CSRLAB_URL + '/api/v1/namespaces', options, async (answer) => {
      let text = ''
      for await (const chunk of answer) text += chunk
      const isThere = readFileSync(KUBECONFIG, 'utf8').includes('server: ' + CSRLAB_URL + '\\n')
      console.log(answer.statusCode, JSON.parse(text).items.length, isThere, process.argv[2])
      process.exit(7)
    }).end()`
  writeFileSync(join(cwd, 'tmp', 'program.mjs'), program)
  const args = ['run', '--kubernetes-version', 'v1.35', '--', NODE, 'tmp/program.mjs', '--port']
  const ended = await csrlab.run(...args)
  t.equal(ended.stderr, '')
  t.match(ended, { code: 7, stdout: '200 4 true --port\n' })
  t.same(left(), ['program.mjs', 'tmp'])
})

t.test('csrlab run exits with the code that a shell would report for the command', async (t) => {
  const { cwd, left, ...csrlab } = desk(t)
  const ends = await Promise.all(
    [['true'], ['sh', '-c', 'kill -9 $$'], ['no-such-command'], [cwd]].map((words) =>
      csrlab.run('run --', ...words),
    ),
  )
  t.same(
    ends.map(({ code }) => code),
    [0, 137, 127, 126],
  )
  t.match(ends[2]!.stderr, 'csrlab: command not found: no-such-command\n')
  t.match(await csrlab.run('run true'), { code: 2, stderr: /write -- before/ })
  t.same(left(), ['tmp'])
})

/** A script that prints each signal; SIGTERM ends the script. */
const TRAP = `for s in HUP INT USR1 USR2; do trap "echo $s" $s; done
trap 'echo TERM; exit 3' TERM
echo there; while :; do sleep 0.05; done`

t.test('signals are forwarded to the command', async (t) => {
  const { left, ...csrlab } = desk(t)
  const started = csrlab.start('run -- sh -c', TRAP)
  const names = ['INT', 'HUP', 'USR1', 'USR2', 'TERM']
  for (const [i, name] of names.entries()) {
    await lines(started, i + 1)
    started.process.kill(`SIG${name}` as NodeJS.Signals)
  }
  t.match(await started.ended, { code: 3, stdout: `there\n${names.join('\n')}\n` })
  t.same(left(), ['tmp'])
})

const json = async (started: Started): Promise<Record<string, any>> =>
  JSON.parse(await line(started))

t.test('start --json prints one line, and nothing else on standard output', async (t) => {
  const { cwd, left, ...csrlab } = desk(t)
  const started = csrlab.start('--in-memory --port 0 --json')
  const told = await json(started)
  const { url, port, kubeconfig, caFile, pid } = told
  t.equal(url, `https://127.0.0.1:${port}`)
  t.equal(pid, started.process.pid)
  t.equal(kubeconfig, join(cwd, 'csrlab.kubeconfig'))
  t.match(readFileSync(kubeconfig, 'utf8'), `server: ${url}\n`)
  t.match(readFileSync(caFile, 'utf8'), 'BEGIN CERTIFICATE')
  const waited = await csrlab.run('wait --json')
  t.same(JSON.parse(waited.stdout), told, 'csrlab wait prints the same JSON')
  const ended = await stop(started)
  t.match(ended, { code: 0, stderr: 'stopped; the cluster was in memory, and nothing is left\n' })
  t.equal(ended.stdout.split('\n').length, 2)
  t.same(left(), ['tmp'], 'no file remains, not even the kubeconfig')
})

t.test('clusters in memory write separate kubeconfigs', async (t) => {
  const { cwd, left, ...csrlab } = desk(t)
  const line = '--in-memory --port 0 --json'
  const first = csrlab.start(line)
  const one = await json(first)
  const second = csrlab.start(line)
  const two = await json(second)
  t.equal(two['kubeconfig'], join(cwd, `csrlab-${two['port']}.kubeconfig`))
  first.process.kill('SIGKILL')
  await first.ended
  t.ok(existsSync(one['kubeconfig']))
  const third = csrlab.start(line)
  t.equal(
    (await json(third))['kubeconfig'],
    one['kubeconfig'],
    'the file of a killed process is reused',
  )
  t.notOk(existsSync(one['caFile']))
  await Promise.all([second, third].map(stop))
  t.same(left(), ['tmp'])
})

t.test(
  'when a cluster in memory ends, its entries are removed from a shared kubeconfig',
  async (t) => {
    const { cwd, ...csrlab } = desk(t)
    const path = join(cwd, 'config')
    const theirs = 'apiVersion: v1\nkind: Config\nusers:\n- name: eve\n  user: {}\n'
    writeFileSync(path, theirs)
    const args = ['--in-memory', '--port', '0', '--kubeconfig', path]
    const server = await csrlab.serve(...args)
    t.match(readFileSync(path, 'utf8'), 'name: kubernetes-admin')
    await stop(server)
    const left = readFileSync(path, 'utf8')
    t.match(left, 'name: eve')
    t.notMatch(left, 'kubernetes')
  },
)

t.test('wait returns when the cluster is ready, even if the cluster starts later', async (t) => {
  const csrlab = desk(t)
  const none = await csrlab.run('wait --timeout 0s')
  t.match(none, { code: 1, stderr: /no cluster is running after 0s/ })
  t.match(await csrlab.run('wait --timeout long'), { code: 2 })
  const waiting: Promise<Ended> = csrlab.run('wait --timeout 1m')
  const server = await csrlab.serve('--port 0')
  t.match(await waiting, { code: 0, stdout: `${server.url} is ready\n` })
  server.process.kill('SIGKILL')
  await server.ended
  t.match(await csrlab.run('wait --timeout 0s'), { code: 1 }, 'no cluster runs after a kill')
})

t.test('if the data folder is deleted during a start, only that start fails', async (t) => {
  const { cwd, ...csrlab } = desk(t)
  const folder = join(cwd, '.csrlab')
  const first = csrlab.start('--port 0')
  // the token is written after the data file is opened, before the cluster serves
  await until(() => existsSync(join(folder, 'token')), 'the token file')
  rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 5 })
  const second = await csrlab.serve('--port 0')
  const { code, stderr } = await first.ended
  t.equal(code, 3)
  t.match(stderr, /^csrlab: \S+\.csrlab was deleted (during|while)[^\n]+\n$/)
  t.equal((await call(second, 'GET', '/version')).major, '1', 'the second cluster is not affected')
  await stop(second)
})

t.test('a deleted data folder is detected and reported', async (t) => {
  const csrlab = desk(t)
  const server = await csrlab.serve('--port 0')
  rmSync(server.dataDir, { recursive: true })
  const { code, stderr } = await server.ended
  t.equal(code, 3)
  t.match(stderr, /^csrlab: the database in \S+\.csrlab was deleted or replaced while [^\n]+\n$/)
  t.notOk(existsSync(server.dataDir), 'the folder is not created again')
})
