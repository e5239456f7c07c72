import t from 'tap'
import { startServer } from '../../../fixtures/server.ts'
import { until } from '../../../fixtures/waits.ts'
import { times } from '../../../fixtures/times.ts'

const CONFIG_MAPS = '/api/v1/namespaces/default/configmaps'
const FUTURE = 'resourceVersion=1000000'

t.test('requests with large bodies that wait for a revision do not delay others', async (t) => {
  const lab = await startServer(t)
  const body = JSON.stringify({ dryRun: ['All'], unknown: 'x'.repeat(20_000) })
  // Node sets content-length for some methods only
  const asked = { body, headers: { 'content-length': String(body.length) } }
  const waiting = [
    // by default, a collection is listed at exactly the given revision, which nothing waits for
    ...times(16, () =>
      lab.delete(`${CONFIG_MAPS}?${FUTURE}&resourceVersionMatch=NotOlderThan`, asked),
    ),
    ...times(8, () => lab.get(`${CONFIG_MAPS}?${FUTURE}`, asked)),
    ...times(8, () => lab.get(`${CONFIG_MAPS}/none?${FUTURE}`, asked)),
  ]
  const polls = () => lab.clock.waiting.filter((ms) => ms === 50).length
  await until(() => polls() === waiting.length)
  const data = { a: 'x'.repeat(20_000) }
  const created = await lab.post(CONFIG_MAPS, { metadata: { name: 'now' }, data })
  t.equal(created.code, 201, 'created while the other requests wait')
  for (let i = 0; i < 60; i++) {
    lab.clock.advance(50)
    await new Promise(setImmediate)
  }
  for (const { code, body: json } of await Promise.all(waiting)) {
    t.equal(code, 504)
    t.match(json.message, /^Timeout: Too large resource version: 1000000/)
  }
})

t.test('the wait for a revision stops when the client disconnects', async (t) => {
  const lab = await startServer(t)
  const headers = { authorization: `Bearer ${lab.server.adminToken}` }
  const polls = () => lab.clock.waiting.filter((ms) => ms <= 50).length
  const path = `${CONFIG_MAPS}?${FUTURE}`
  const socket = await lab.socket()
  socket.write(`GET ${path} HTTP/1.1\r\nhost: x\r\nauthorization: ${headers.authorization}\r\n\r\n`)
  await until(() => polls() === 1)
  t.equal(polls(), 1, 'HTTP/1.1')
  socket.destroy()
  const session = lab.http2()
  const stream = session.request({ ...headers, ':path': path })
  await until(() => polls() === 2)
  t.equal(polls(), 2, 'HTTP/2')
  stream.close()
  await lab.get('/readyz')
  // a request that still waited would poll again
  for (let i = 0; i < 3; i++) {
    lab.clock.advance(50)
    await lab.get('/readyz')
  }
  t.equal(polls(), 0)
  session.close()
})
