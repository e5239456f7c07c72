import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { jsonLines } from '../fixtures/json-lines.ts'
import { call, serve, settled, start, stop } from './process.ts'
import { refused } from './refused.ts'

const isOfController = (userAgent = '') => userAgent.startsWith('kube-controller-manager/')

t.test('invalid audit options are reported, and nothing is created', async (t) => {
  const cwd = t.testdir({ policy: 'kind: Policy\n' })
  const cases = [
    [
      ['--audit-log', 'none/audit.log'],
      /--audit-log none\/audit\.log cannot be written \(ENOENT\)/,
    ],
    [['--audit-policy-file', 'policy'], /--audit-policy-file is given without --audit-log/],
    [
      ['--audit-log', 'a', '--audit-policy-file', 'none'],
      /--audit-policy-file none cannot be read/,
    ],
    [
      ['--audit-log', 'a', '--audit-policy-file', 'policy'],
      /--audit-policy-file policy: apiVersion: write one of/,
    ],
    [
      ['--audit-log', 'a', '--audit-level', 'None', '--audit-policy-file', 'policy'],
      /exclude each other/,
    ],
  ] as const
  for (const [i, [args, says]] of cases.entries())
    await refused(t, ['--port', '0', ...args], { cwd }, says, i === 0 ? 3 : 2)
  t.same(readdirSync(cwd), ['policy'])
})

t.test('when the server has stopped, every answered request is in the log', async (t) => {
  const cwd = t.testdir({})
  const server = await serve('--port 0 --audit-log audit.log', { cwd })
  for (let i = 0; i < 30; i++) await call(server, 'GET', `/api/v1/namespaces?count=${i}`)
  await stop(server)
  const path = join(cwd, 'audit.log')
  const events = jsonLines(readFileSync(path, 'utf8'))
  const complete = events.filter(
    ({ stage, userAgent }) => stage === 'ResponseComplete' && !isOfController(userAgent),
  )
  t.same(
    complete.map(({ requestURI }) => requestURI),
    Array.from({ length: 30 }, (_, i) => `/api/v1/namespaces?count=${i}`),
  )
})

t.test('with --audit-log -, standard output contains only the audit log', async (t) => {
  const cwd = t.testdir({})
  const args = ['--port', '0', '--audit-log', '-', '--audit-level', 'Request']
  const started = start(args, { cwd })
  let told = ''
  started.process.stderr!.on('data', (text: string) => (told += text))
  await settled(started.process, () => told)
  const url = /API at (https:\S+)/.exec(told)![1]!
  await call({ url, dataDir: join(cwd, '.csrlab') }, 'GET', '/version')
  const { stdout, code } = await stop(started)
  t.equal(code, 0)
  t.same(
    jsonLines(stdout)
      .filter(({ userAgent }) => !isOfController(userAgent))
      .map(({ stage, requestURI, level }) => [stage, requestURI, level]),
    [
      ['RequestReceived', '/version', 'Request'],
      ['ResponseComplete', '/version', 'Request'],
    ],
  )
})
