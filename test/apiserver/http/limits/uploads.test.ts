import t from 'tap'
import {
  announcedBytes,
  BODY_LIMIT,
  isLargeUpload,
  type Upload,
  type Uploads,
  uploadsWith,
} from '../../../../src/apiserver/http/limits/uploads.ts'
import type { AnyRequest } from '../../../../src/apiserver/http/wire/message.ts'
import { ManualClock } from '../../../fixtures/clock.ts'
import { startServer } from '../../../fixtures/server.ts'
import { ending, until } from '../../../fixtures/waits.ts'
import { times } from '../../../fixtures/times.ts'

t.test('a body without an announced size counts as one of maximum size', async (t) => {
  const overHttp1 = (headers = {}) => announcedBytes({ headers } as AnyRequest)
  t.equal(overHttp1(), 0)
  t.equal(overHttp1({ 'content-length': '17' }), 17)
  t.equal(overHttp1({ 'transfer-encoding': 'chunked' }), BODY_LIMIT)
  const overHttp2 = (endAfterHeaders: boolean, headers = {}) =>
    announcedBytes({ headers, stream: { endAfterHeaders } } as AnyRequest)
  t.equal(overHttp2(true), 0)
  t.equal(overHttp2(false), BODY_LIMIT)
  t.equal(overHttp2(false, { 'content-length': '17' }), 17)
  t.notOk(isLargeUpload(60_000))
  t.ok(isLargeUpload(BODY_LIMIT))
  t.notOk(isLargeUpload(BODY_LIMIT + 1), 'a body above the limit is rejected at once')
})

const fill = (uploads: Uploads, count: number, user = 'jane') => {
  const inside: Upload[] = []
  for (let i = 0; i < count; i++) {
    const upload = uploads.of(user, BODY_LIMIT)
    upload.read(() => inside.push(upload))
  }
  return inside
}

const ROOM = 4

const settled = () => new Promise(setImmediate)

t.test('bodies are read while there is room; later bodies wait in a queue', async (t) => {
  const uploads = uploadsWith(new ManualClock())
  const inside = fill(uploads, 20)
  t.equal(inside.length, ROOM)
  inside[0]!.leave()
  inside[0]!.leave()
  await settled()
  t.equal(inside.length, ROOM + 1, 'leaving twice makes room for one')
  const small: string[] = []
  uploads.of('jane', 1).read(() => small.push('in'))
  t.strictSame(small, [], 'a smaller body does not jump the queue')
  for (let i = 1; i < inside.length; i++) {
    inside[i]!.leave()
    await settled()
  }
  t.equal(inside.length, 20)
  t.strictSame(small, ['in'])
})

t.test('a body that arrives as soon as it is admitted is counted only once', async (t) => {
  const uploads = uploadsWith(new ManualClock())
  const upload = uploads.of('jane', BODY_LIMIT)
  let arriving: Promise<void> | undefined
  upload.read(() => {
    arriving = upload.arrived()
  })
  await arriving
  t.equal(uploads.taken(), BODY_LIMIT)
  upload.leave()
  t.equal(uploads.taken(), 0)
})

t.test("a user's first body is admitted, however much another user announces", async (t) => {
  const uploads = uploadsWith(new ManualClock())
  const flood = fill(uploads, 190)
  t.equal(flood.length, ROOM)
  const bob = fill(uploads, 2, 'bob')
  t.equal(bob.length, 1, 'the first is admitted at once, the second waits')
  const many = times(100, (i) => fill(uploads, 1, `user-${i}`))
  const inside = () => many.filter(({ length }) => length === 1).length
  t.equal(1 + inside(), ROOM, 'first bodies share the reserve')
  for (const upload of flood.slice(1)) upload.leave()
  await settled()
  t.equal(flood.length, ROOM, 'freed room goes to users who hold none')
  t.equal(1 + inside(), 2 * ROOM - 1)
  t.equal(bob.length, 1)
})

t.test('a slow sender loses its room to others, and waits for room again', async (t) => {
  const clock = new ManualClock()
  const uploads = uploadsWith(clock)
  const slow = fill(uploads, ROOM)
  const others = fill(uploads, ROOM)
  clock.advance(4999)
  t.equal(others.length, 0)
  clock.advance(1)
  await settled()
  t.equal(others.length, ROOM)
  for (const upload of others) await upload.arrived()
  let arrived = false
  const arriving = slow[0]!.arrived().then(() => (arrived = true))
  clock.advance(5000)
  await settled()
  t.notOk(arrived, 'a body that is being processed keeps its room')
  others[0]!.leave()
  await arriving
  for (const upload of [...slow, ...others]) upload.leave()
  await slow[1]!.arrived()
  t.equal(uploads.taken(), 0, 'a body that has left takes no room')
})

t.test('clients that never send the announced body do not exclude others', async (t) => {
  const lab = await startServer(t)
  const path = '/api/v1/namespaces/default/configmaps'
  const head =
    `POST ${path} HTTP/1.1\r\nhost: a\r\nauthorization: Bearer ${lab.server.adminToken}\r\n` +
    `content-type: application/json\r\ncontent-length: ${BODY_LIMIT}\r\n\r\n{`
  const silent = await Promise.all(times(ROOM + 1, () => lab.socket()))
  for (const socket of silent) socket.on('error', () => undefined).write(head)
  const data = { a: 'x'.repeat(500_000) }
  t.equal((await lab.post(path, { metadata: { name: 'small' } })).code, 201)
  // an admitted body that has not arrived after five seconds loses its room
  const inside = () => lab.clock.waiting.filter((ms) => ms === 5000).length
  await until(() => inside() >= ROOM)
  const large = lab.post(path, { metadata: { name: 'large' }, data })
  let over = false
  void large.then(() => (over = true))
  await lab.get('/readyz')
  t.equal(over, false, 'there is no room')
  lab.clock.advance(5000)
  t.equal((await large).code, 201)
  for (const socket of silent) {
    socket.destroy()
    await ending(socket)
  }
})
