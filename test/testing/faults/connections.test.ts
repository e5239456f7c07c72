/**
 * The faults `watchCut` and `drop` end the whole HTTP/2 connection, like a network failure. If only
 * the stream were reset, client-go would list again instead of resuming the watch.
 */
import { type ClientHttp2Session, type ClientHttp2Stream, constants } from 'node:http2'
import t from 'tap'
import { startServer, type TestServer } from '../../fixtures/server.ts'
import { ending, statusOf } from '../../fixtures/waits.ts'

const FAULTS = '/csrlab/v1/faults'
const MAPS = '/api/v1/namespaces/default/configmaps'

const ask = ({ server }: TestServer, session: ClientHttp2Session, path: string, body?: object) => {
  const authorization = `Bearer ${server.adminToken}`
  const method = body === undefined ? 'GET' : 'POST'
  const headers = { ':path': path, ':method': method, authorization }
  const stream = session.request({ ...headers, 'content-type': 'application/json' })
  stream.on('error', () => undefined)
  return body === undefined ? stream : stream.end(JSON.stringify(body))
}

/** `well`: the server closed the stream without an error */
const endOf = async (stream: ClientHttp2Stream) => {
  stream.resume()
  await ending(stream)
  return stream.rstCode === constants.NGHTTP2_NO_ERROR ? 'well' : 'cut'
}

const watched = { verb: 'watch', resource: 'configmaps' }

t.test('cutting a watch closes its connection, after the response to the injection', async (t) => {
  const server = await startServer(t)
  const session = server.http2()
  const watch = ask(server, session, `${MAPS}?watch=true`)
  t.equal(await statusOf(watch), 200)
  const closed = ending(session)
  const order = { name: 'cut', match: watched, fault: { watchCut: {} } }
  const ordered = ask(server, session, FAULTS, order)
  const [code, end, orderEnd] = await Promise.all([statusOf(ordered), endOf(watch), endOf(ordered)])
  t.equal(code, 201)
  t.equal(orderEnd, 'well')
  t.equal(end, 'cut')
  await closed
  const { body } = await server.get('/csrlab/v1/requests?fault=cut&wait=50s')
  t.match(body.requests, [{ verb: 'watch', code: 200 }])
})

t.test(
  'a fault injected over another connection cuts the watch and its whole connection at once',
  async (t) => {
    const server = await startServer(t)
    const session = server.http2()
    const watch = ask(server, session, `${MAPS}?watch=true`)
    const other = ask(server, session, '/api/v1/secrets?watch=true')
    t.same([await statusOf(watch), await statusOf(other)], [200, 200])
    const ends = Promise.all([endOf(watch), endOf(other), ending(session)])
    await server.post(FAULTS, { name: 'cut', match: watched, fault: { watchCut: {} } })
    const [...two] = (await ends).slice(0, 2)
    t.same(two, ['cut', 'cut'])
  },
)

t.test('dropping a request closes its connection', async (t) => {
  const server = await startServer(t)
  const match = { verb: 'create', resource: 'configmaps' }
  await server.post(FAULTS, { name: 'drop', match, fault: { drop: 'after' } })
  const session = server.http2()
  const create = ask(server, session, MAPS, { metadata: { name: 'a' } })
  const [end] = await Promise.all([endOf(create), ending(session)])
  t.equal(end, 'cut')
  t.equal(await server.code(`${MAPS}/a`), 200)
})
