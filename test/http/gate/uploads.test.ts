import t from 'tap'
import { BODY_LIMIT } from '../../../src/http/errors.ts'
import { announcedBytes, isLargeUpload, Uploads } from '../../../src/http/gate/uploads.ts'
import { ManualClock } from '../../fixtures/clock.ts'
import { startServer } from '../../fixtures/server.ts'
import { ending, until } from '../../fixtures/waits.ts'

void t.test('what a request says that it will send', (t) => {
  t.equal(announcedBytes({ headers: {} }), 0)
  t.equal(announcedBytes({ headers: { 'content-length': '17' } }), 17)
  t.equal(announcedBytes({ headers: { 'transfer-encoding': 'chunked' } }), BODY_LIMIT)
  const overHttp2 = (endAfterHeaders: boolean, headers = {}) =>
    announcedBytes({ headers, stream: { endAfterHeaders } })
  t.equal(overHttp2(true), 0)
  t.equal(overHttp2(false), BODY_LIMIT)
  t.equal(overHttp2(false, { 'content-length': '17' }), 17)
  t.notOk(isLargeUpload(100_000))
  t.ok(isLargeUpload(BODY_LIMIT))
  t.notOk(isLargeUpload(BODY_LIMIT + 1), 'refused at once')
  t.end()
})

/** How many bodies of the greatest size have been let in, and what makes room again. */
const fill = (uploads: Uploads, count: number, user = 'jane') => {
  const inside: (() => void)[] = []
  for (let i = 0; i < count; i++) {
    const leave = uploads.room(user, BODY_LIMIT, () => inside.push(() => leave()))
  }
  return inside
}

void t.test('as many as there is room for, then in order', (t) => {
  const uploads = new Uploads(new ManualClock())
  const inside = fill(uploads, 40)
  const room = inside.length
  t.ok(room > 4 && room < 40, `${room} at a time`)
  inside[0]!()
  inside[0]!()
  t.equal(inside.length, room + 1, 'each makes room once')
  const small: string[] = []
  uploads.room('jane', 1, () => void small.push('in'))
  t.strictSame(small, [], 'a smaller one does not push in')
  for (let i = 1; i < inside.length; i++) inside[i]!()
  t.equal(inside.length, 40)
  t.strictSame(small, ['in'])
  t.end()
})

void t.test('whoever sends nothing yet is let in, however much another announces', (t) => {
  const uploads = new Uploads(new ManualClock())
  const flood = fill(uploads, 190)
  const room = flood.length
  t.ok(room < 40)
  const bob = fill(uploads, 2, 'bob')
  t.equal(bob.length, 1, 'at once, but no more than one')
  const many = Array.from({ length: 100 }, (_, i) => fill(uploads, 1, `user-${i}`))
  const inside = () => many.filter(({ length }) => length === 1).length
  t.equal(1 + inside(), room, 'of all that come on top, no more than there is room for')
  for (const leave of flood.slice(1)) leave()
  t.equal(flood.length, room, 'what is given back goes to those who have nothing')
  t.equal(1 + inside(), 2 * room - 1)
  t.equal(bob.length, 1)
  t.end()
})

void t.test('those who take their time keep nobody out', (t) => {
  const clock = new ManualClock()
  const uploads = new Uploads(clock)
  const inside = fill(uploads, 40)
  const room = inside.length
  clock.advance(4999)
  t.equal(inside.length, room)
  clock.advance(1)
  t.equal(inside.length, Math.min(2 * room, 40))
  for (const leave of inside) leave()
  t.equal(fill(uploads, 40).length, room, 'and the room is as large as before')
  t.end()
})

void t.test('clients that never send what they announce do not keep out others', async (t) => {
  const lab = await startServer(t)
  const path = '/api/v1/namespaces/default/configmaps'
  const head =
    `POST ${path} HTTP/1.1\r\nhost: a\r\nauthorization: Bearer ${lab.server.adminToken}\r\n` +
    `content-type: application/json\r\ncontent-length: ${BODY_LIMIT}\r\n\r\n{`
  const silent = await Promise.all(Array.from({ length: 20 }, () => lab.socket()))
  for (const socket of silent) socket.on('error', () => undefined).write(head)
  const data = { a: 'x'.repeat(500_000) }
  t.equal((await lab.request('POST', path, { body: { metadata: { name: 'small' } } })).code, 201)
  // of each that is inside: what it may take altogether, and what it keeps others out for
  const inside = () => lab.clock.waiting.filter((ms) => ms === 5000).length
  await until(() => inside() >= 16)
  const large = lab.request('POST', path, { body: { metadata: { name: 'large' }, data } })
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
