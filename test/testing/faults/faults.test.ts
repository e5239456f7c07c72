import t from 'tap'
import { startedCluster } from '../../fixtures/cluster.ts'
import { namesOf, startServer, type TestServer } from '../../fixtures/server.ts'
import { until } from '../../fixtures/waits.ts'

const FAULTS = '/csrlab/v1/faults'
const MAPS = '/api/v1/namespaces/default/configmaps'

const order = (server: TestServer, body: object) => server.create(FAULTS, body)

const counts = async (server: TestServer, name: string): Promise<number[]> => {
  const { matched, happened } = (await server.get(`${FAULTS}/${name}`)).body
  return [matched, happened]
}

const creates = { verb: 'create', resource: 'configmaps' }

t.test('a status fault replaces as many responses as `times` says', async (t) => {
  const server = await startServer(t)
  await order(server, {
    name: 'busy',
    match: creates,
    fault: { status: { code: 429, message: 'later', retryAfterSeconds: 7 } },
    times: 1,
    after: 1,
  })
  const create = (name: string) => server.post(MAPS, { metadata: { name } })
  t.equal((await create('a')).code, 201, 'the first request is skipped')
  const refused = await create('b')
  t.equal(refused.code, 429)
  t.match(refused.body, { reason: 'TooManyRequests', message: 'later' })
  t.match(refused.headers, { 'csrlab-fault': 'busy', 'retry-after': '7' })
  const after = await create('b')
  t.equal(after.code, 201, 'the fault applies only once')
  t.equal(after.headers['csrlab-fault'], undefined)
  t.same(await counts(server, 'busy'), [3, 1])
  const { body } = await server.get('/csrlab/v1/requests?fault=busy')
  t.match(body.requests, [{ code: 429, verb: 'create', fault: 'busy' }])
})

t.test('a delay fault delays the response', async (t) => {
  const server = await startServer(t)
  await server.create(MAPS, { metadata: { name: 'a' } })
  await order(server, { name: 'slow', match: { name: 'a' }, fault: { delay: '20s' } })
  let answered = false
  const asked = server.get(`${MAPS}/a`).then((answer) => {
    answered = true
    return answer
  })
  await until(async () => (await counts(server, 'slow'))[1] === 1)
  t.notOk(answered)
  server.clock.advance(20_000)
  const { code, headers } = await asked
  t.equal(code, 200)
  t.equal(headers['csrlab-fault'], 'slow')
})

t.test('a drop fault closes the connection before or after the write', async (t) => {
  const server = await startServer(t)
  for (const drop of ['before', 'after']) {
    await order(server, { name: drop, match: creates, fault: { drop }, times: 1 })
    await t.rejects(server.post(MAPS, { metadata: { name: drop } }))
  }
  t.equal(await server.code(`${MAPS}/before`), 404)
  t.equal(await server.code(`${MAPS}/after`), 200)
  const { body } = await server.get('/csrlab/v1/requests?code=0&wait=50s')
  t.match(body.requests, [{ fault: 'before' }, { fault: 'after' }])
})

t.test('`watchGone` ends a watch with 410, and `watchCut` closes its connection', async (t) => {
  const server = await startServer(t)
  const watched = { verb: 'watch', resource: 'configmaps' }
  const { resourceVersion } = (await server.get(MAPS)).body.metadata
  const gone = await server.watch(`${MAPS}?watch=true&resourceVersion=${resourceVersion}`)
  await server.create(MAPS, { metadata: { name: 'a' } })
  t.match(await gone.next(), { type: 'ADDED', object: { metadata: { name: 'a' } } })
  await order(server, { name: 'gone', match: watched, fault: { watchGone: {} }, times: 1 })
  t.match(await gone.next(), { type: 'ERROR', object: { code: 410, reason: 'Expired' } })
  const { body } = await server.get('/csrlab/v1/requests?fault=gone&wait=50s')
  t.match(body.requests, [{ verb: 'watch', fault: 'gone' }])

  await order(server, { name: 'cut', match: watched, fault: { watchCut: { delay: '5s' } } })
  const message = await server.open('GET', `${MAPS}?watch=true`)
  t.equal(message.headers['csrlab-fault'], 'cut', 'a new watch is affected')
  const ended = new Promise<string>((resolve) => {
    message.on('error', () => resolve('cut'))
    message.on('close', () => resolve('cut'))
    message.resume()
  })
  server.clock.advance(5000)
  t.equal(await ended, 'cut')
})

t.test('with staleList, lists return the state at the injection', async (t) => {
  const server = await startServer(t)
  await server.create(MAPS, { metadata: { name: 'a' } })
  await order(server, { name: 'old', match: { resource: 'configmaps' }, fault: { staleList: {} } })
  await server.create(MAPS, { metadata: { name: 'b' } })
  await server.delete(`${MAPS}/a`)
  const names = async () => namesOf((await server.get(MAPS)).body)
  t.same(await names(), ['a', 'kube-root-ca.crt'])
  t.equal(await server.code(`${MAPS}/b`), 200, 'only lists are stale')
  t.equal((await server.delete(`${FAULTS}/old`)).body.happened, 1)
  t.same(await names(), ['b', 'kube-root-ca.crt'])
})

t.test('a fault applies only to requests that match', async (t) => {
  const server = await startServer(t)
  await server.create(MAPS, { metadata: { name: 'web', labels: { tier: 'web' } } })
  const fault = { status: { code: 503 } }
  const codeWith = async (
    match: object,
    ask: () => Promise<{ code: number }> = () => server.get(`${MAPS}/web`),
  ) => {
    await order(server, { name: 'x', match, fault })
    const { code } = await ask()
    await server.delete(`${FAULTS}/x`)
    return code
  }
  for (const match of [
    { user: 'kubernetes-admin', userAgent: 'tests/' },
    { namespace: 'default', subresource: '' },
    { labelSelector: 'tier in (web, db)' },
    { everything: true },
  ])
    t.equal(await codeWith(match), 503, JSON.stringify(match))
  for (const match of [
    { user: 'jane' },
    { userAgent: 'ests' },
    { namespace: 'kube-system' },
    { subresource: 'status' },
    { labelSelector: 'tier=db' },
    { signer: 'example.com/a' },
  ])
    t.equal(await codeWith(match), 200, JSON.stringify(match))
  const create = () => server.post(MAPS, { metadata: { name: 'db', labels: { tier: 'db' } } })
  t.equal(await codeWith({ labelSelector: 'tier=db' }, create), 503, 'labels in the body match')
  t.equal(await codeWith({ everything: true }, () => server.get('/version')), 503)
  t.same((await server.get(FAULTS)).body, { faults: [] })
})

t.test('with the same seed, the same requests fail', async (t) => {
  const struck = async (seed: number, name = 'now-and-then') => {
    const server = await startServer(t, { seed })
    const fault = { status: { code: 500 } }
    await order(server, { name, match: { resource: 'configmaps' }, fault, probability: 0.5 })
    const codes: number[] = []
    for (let i = 0; i < 40; i++) codes.push(await server.code(`${MAPS}/kube-root-ca.crt`))
    return codes.map((code) => (code === 500 ? 'x' : '.')).join('')
  }
  const first = await struck(1)
  t.match(first, /x/)
  t.match(first, /\./)
  t.equal(await struck(1), first)
  t.not(await struck(2), first)
  t.not(await struck(1, 'another'), first, 'each fault has its own random sequence')
})

t.test('a reset removes all faults', async (t) => {
  const server = await startServer(t)
  for (const name of ['a', 'b'])
    await order(server, { name, match: { name: 'x' }, fault: { delay: '1s' } })
  t.same((await server.delete(FAULTS)).body, { count: 2 })
  // the first reset rewrites objects; later resets find them unchanged
  for (const which of ['first', 'second', 'third']) {
    await order(server, { name: which, match: { name: 'x' }, fault: { delay: '1s' } })
    await server.post('/csrlab/v1/reset', {})
    t.same((await server.get(FAULTS)).body, { faults: [] }, which)
  }
})

t.test('invalid faults are errors', async (t) => {
  const server = await startServer(t)
  const fine = { name: 'a', match: { name: 'x' }, fault: { delay: '1s' } }
  const refused = async (change: object) => {
    const { code, body } = await server.post(FAULTS, { ...fine, ...change })
    return [code, body.message]
  }
  const cases = [
    [{ match: {} }, 'match: say which requests the fault affects; "everything": true means all'],
    [{ match: { usr: 'a' } }, 'there is no field "match.usr"; did you mean user?'],
    [{ match: { verb: 'creat' } }, 'match.verb: there is no verb "creat"; did you mean create?'],
    [
      { match: { resource: 'certificatesigningrequest' } },
      'match.resource: there is no resource "certificatesigningrequest"; did you mean certificatesigningrequests?',
    ],
    [
      { match: { method: 'POST' } },
      /^there is no field "match\.method"; known: user, userAgent, verb, /,
    ],
    [{ fault: {} }, /^fault: give one of status, delay, drop, /],
    [{ fault: { delay: '1s', drop: 'after' } }, /^fault: give one of/],
    [{ fault: { drop: 'now' } }, 'fault.drop: write one of before, after, not "now"'],
    [
      { fault: { status: { code: 200 } } },
      'fault.status.code: write a whole number from 400 to 599, not 200',
    ],
    [{ match: { labelSelector: 'a in' } }, /^match\.labelSelector: /],
    [{ name: 'No name' }, /^name: write at most 63/],
  ] as const
  for (const [change, message] of cases) t.match(await refused(change), [400, message])
  t.equal((await server.request('POST', FAULTS)).body.message, 'the body must contain the fault')
  await order(server, fine)
  t.same(await refused({}), [409, 'faults "a" already exists'])
  t.same((await server.get(`${FAULTS}/b`)).body.message, 'faults "b" not found')
})

t.test('a program injects and removes faults', async (t) => {
  const cluster = await startedCluster(t)
  cluster.faults.add({
    name: 'conflict',
    match: { verb: 'update', subresource: 'approval' },
    fault: { status: { code: 409 } },
    times: 1,
  })
  await t.rejects(cluster.issue({ commonName: 'jane' }), {
    message: 'injected by fault "conflict" (409 Conflict)',
  })
  t.equal(
    cluster.faults.add({ match: { resource: 'tokenreviews' }, fault: { delay: '1d' } }).name,
    'fault-1',
  )
  cluster.faults.remove('fault-1')
  t.match(cluster.faults.list(), [{ name: 'conflict', matched: 1, happened: 1 }])
  await cluster.issue({ commonName: 'jane' })
  t.match(cluster.faults.get('conflict'), { matched: 2, happened: 1 })
  t.equal(cluster.faults.remove('conflict').name, 'conflict')
  t.equal(cluster.faults.clear(), 0)
  t.throws(() => cluster.faults.get('conflict'), { message: 'faults "conflict" not found' })
  t.throws(() => cluster.faults.add({ nme: 'x' } as never), { message: /did you mean name\?/ })
})

t.test('the number of faults is limited', async (t) => {
  const cluster = await startedCluster(t)
  const fault = { match: { user: 'nobody' }, fault: { delay: '1s' } } as const
  for (let i = 0; i < 1000; i++) cluster.faults.add({ ...fault, name: `f${i}` })
  t.throws(() => cluster.faults.add({ ...fault, name: 'more' }), {
    message: 'there are already 1000 faults; remove some first',
  })
  cluster.faults.remove('f7')
  t.equal(cluster.faults.add({ ...fault, name: 'more' }).name, 'more')
})
