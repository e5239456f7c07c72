import t from 'tap'
import { startedCluster } from '../../fixtures/cluster.ts'
import {
  JOURNAL_LENGTH,
  type RequestJournal,
  requestJournal,
} from '../../../src/testing/journal/journal.ts'
import type { EndedRequest } from '../../../src/apiserver/extensions.ts'
import { parseRequestInfo } from '../../../src/apiserver/http/request-info.ts'
import { ManualClock } from '../../fixtures/clock.ts'
import { type Json, startServer, type TestServer } from '../../fixtures/server.ts'

const REQUESTS = '/csrlab/v1/requests'
const MAPS = '/api/v1/namespaces/default/configmaps'

const asked = async (server: TestServer, query: string): Promise<Json[]> => {
  const { code, body, text } = await server.get(`${REQUESTS}?${query}`)
  if (code !== 200) throw new Error(text)
  return body.requests
}

const ended = (path: string, more: Partial<EndedRequest> = {}): EndedRequest => ({
  auditID: 'an-id',
  method: 'GET',
  url: path,
  info: parseRequestInfo('GET', path),
  user: { name: 'jane', groups: [], extra: {} },
  userAgent: 'kubectl/v1',
  code: 200,
  milliseconds: 1.23456,
  warnings: [],
  fault: undefined,
  ...more,
})

const journal = (clock = new ManualClock()): RequestJournal =>
  requestJournal({ clock, realTime: clock })
const all = () => true

t.test('only the newest entries are kept', async (t) => {
  const kept = journal()
  for (let i = 0; i < JOURNAL_LENGTH + 3; i++) kept.after(ended('/version'))
  const numbers = kept.find(all).map(({ number }) => number)
  t.same(
    numbers,
    Array.from({ length: JOURNAL_LENGTH }, (_, i) => i + 4),
  )
  t.equal(kept.clear(), JOURNAL_LENGTH)
  kept.after(ended('/version'))
  t.match(kept.find(all), [{ number: JOURNAL_LENGTH + 4 }], 'numbers continue')
})

t.test('long texts are cut', async (t) => {
  const kept = journal()
  const long = 'x'.repeat(60_000)
  const path = `/api/v1/namespaces/${long}/configmaps/a-name-that-is-longer?${long}`
  kept.after(ended(path, { userAgent: long, warnings: [long], user: undefined }))
  const [entry] = kept.find(all)
  t.match(entry, { name: 'a-name-that-is-longer', user: '', milliseconds: 1.235 })
  t.ok(JSON.stringify(entry).length < 3000)
  t.match(entry!.namespace, /^x{500}…$/)
})

t.test(
  'a waiting query gets the first match, or nothing after a timeout, an abort or a close',
  async (t) => {
    const clock = new ManualClock()
    const kept = journal(clock)
    const isName = ({ name }: { name: string }) => name === 'a'
    const first = kept.await(isName, { milliseconds: 5000 })
    kept.after(ended(`${MAPS}/b`))
    kept.after(ended(`${MAPS}/a`))
    t.match(await first, [{ number: 2, name: 'a' }])
    t.match(
      await kept.await(isName, { milliseconds: 5000 }),
      [{ number: 2 }],
      'an existing match is returned at once',
    )
    const none = kept.await(() => false, { milliseconds: 5000 })
    clock.advance(5000)
    t.same(await none, [])
    const gone = new AbortController()
    const forgotten = kept.await(() => false, { milliseconds: 5000, signal: gone.signal })
    gone.abort()
    t.same(await forgotten, [])
    const closed = kept.await(() => false, { milliseconds: 5000 })
    kept.close()
    t.same(await closed, [])
  },
)

t.test('requests are recorded, filtered and deleted over HTTP', async (t) => {
  const server = await startServer(t)
  const { body } = await server.get(`${REQUESTS}?code=999`)
  t.same(body.requests, [])
  // the userAgent excludes the fixture's requests for the OpenAPI document
  const since = `since=${body.last as number}&userAgent=tests/1.0`
  await server.create(MAPS, { metadata: { name: 'a' } })
  await server.get(`${MAPS}/b`, { as: { user: 'jane' } })
  await server.get('/version?x=1', { token: 'wrong' })
  const [created, refused, unknown] = await asked(server, since)
  t.match(created, {
    time: '2030-05-06T07:08:09Z',
    user: 'kubernetes-admin',
    userAgent: 'tests/1.0',
    method: 'POST',
    url: MAPS,
    verb: 'create',
    group: '',
    resource: 'configmaps',
    subresource: '',
    namespace: 'default',
    name: '',
    code: 201,
    warnings: [],
  })
  t.ok(created!['milliseconds'] >= 0)
  t.match(refused, { user: 'jane', verb: 'get', name: 'b', code: 403 })
  t.match(unknown, { user: '', verb: 'get', url: '/version?x=1', code: 401 })
  const codes = async (query: string) =>
    (await asked(server, `${since}&${query}`)).map(({ code }) => code as number)
  t.same(await codes('user=jane'), [403])
  t.same(await codes('verb=get'), [403, 401])
  t.same(await codes('resource=configmaps&name=b'), [403])
  t.same(await codes('code=201'), [201])
  t.same((await asked(server, 'since=2030-05-06T07:08:10Z')).length, 0)
  t.ok((await server.delete(REQUESTS)).body.count >= 3)
  t.same(await asked(server, 'userAgent=tests/1.0'), [])
})

t.test('invalid queries are errors', async (t) => {
  const server = await startServer(t)
  const refused = async (query: string) => {
    const { code, body } = await server.get(`${REQUESTS}?${query}`)
    return [code, body.message]
  }
  t.same(await refused('usr=a'), [400, 'there is no field "usr"; did you mean user?'])
  t.same(await refused('code=ok'), [400, 'code: write a whole number from 0 to 999, not "ok"'])
  t.same(await refused('user=a&user=b'), [400, 'give each parameter once'])
  t.match(await refused('since=now'), [400, /^since: write a time such as/])
  t.match(await refused('wait=long'), [400, /^wait: write a duration such as/])
})

t.test('a program queries the journal, and waits for requests', async (t) => {
  const cluster = await startedCluster(t)
  await cluster.issue({ commonName: 'jane' })
  const { journal } = cluster
  const approval = { subresource: 'approval' }
  const approvals = await journal.list(approval)
  t.match(approvals, [{ verb: 'update', resource: 'certificatesigningrequests', code: 200 }])
  t.same(await cluster.requests(approval), approvals, 'the earlier name of list()')
  t.equal(await journal.count(approval), 1)
  t.same(await journal.waitFor(approval), approvals[0])
  const coming = journal.waitFor({ name: 'later' })
  await t.rejects(cluster.get('configmap/later'), /not found/)
  t.match(await coming, { code: 404, verb: 'get' })
  await t.rejects(journal.waitFor({ name: 'never' }, { timeout: '1ms' }), {
    message: 'no request with {"name":"never"} within 1ms, or the cluster was closed',
  })
  await t.rejects(journal.list({ nme: 'x' } as never), { message: /did you mean name\?/ })
  const all = (await journal.list()).length
  t.ok(all > 0)
  t.equal(await journal.clear(), all)
  t.same(await journal.list(), [])
  const waiting = cluster.requests({ name: 'never', wait: '1h' })
  await cluster.close()
  t.same(await waiting, [], 'closing a cluster ends the wait')
})
