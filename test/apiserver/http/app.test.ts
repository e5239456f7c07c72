/** Which stage refuses first when several would. The pairs are those of a real server. */
import t from 'tap'
import { startServer } from '../../fixtures/server.ts'
import { arrival } from '../../fixtures/waits.ts'

const CSRS = '/apis/certificates.k8s.io/v1/certificatesigningrequests'
const SECRETS = '/api/v1/namespaces/default/secrets'
/** bytes */
const TOO_LARGE = 3 * 1024 * 1024 + 1
const BAD_TYPE = { 'content-type': 'text/x' }
const BAD_ACCEPT = { accept: 'text/x' }

const lab = await startServer(t)
/** a user without rights */
const jane = { 'impersonate-user': 'jane' }
const stranger = { authorization: 'Bearer none' }

const code = async (
  method: string,
  path: string,
  headers: Record<string, string> = {},
  body?: string,
) => (await lab.request(method, path, { headers, ...(body !== undefined && { body }) })).code

t.test('authentication comes first, then authorization, then the route', async (t) => {
  for (const path of [CSRS, '/nowhere', '/apis/none/v1/things', '/api/v1/things']) {
    t.equal(await code('GET', path, stranger), 401, path)
    t.equal(await code('GET', path, jane), 403, path)
  }
  t.equal(await code('GET', '/nowhere'), 404)
  t.equal(await code('PUT', CSRS, jane, '{}'), 403)
  t.equal(await code('PUT', CSRS, {}, '{}'), 405)
  t.equal(await code('POST', '/api/v1/things', BAD_TYPE, '{}'), 404)
})

t.test('the time limit is read before authentication', async (t) => {
  t.equal(await code('GET', `${CSRS}?timeout=x`, stranger), 400)
})

t.test('a large body is refused after authorization', async (t) => {
  for (const [user, wanted] of [
    ['jane', 403],
    ['admin', 413],
  ] as const) {
    const socket = await lab.socket()
    t.teardown(() => socket.destroy())
    const asked = user === 'jane' ? 'impersonate-user: jane\r\n' : ''
    const answering = arrival(socket, 'data')
    socket.write(
      `POST ${CSRS} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${lab.server.adminToken}\r\n${asked}content-length: ${TOO_LARGE}\r\n\r\n`,
    )
    const [answer] = await answering
    t.match(String(answer), `HTTP/1.1 ${wanted}`)
  }
})

t.test('the route comes before the form of the answer, and this before the body', async (t) => {
  t.equal(await code('PUT', CSRS, BAD_ACCEPT, '{}'), 405)
  t.equal(await code('POST', SECRETS, { ...BAD_ACCEPT, ...BAD_TYPE }, '{}'), 406)
  t.equal(await code('POST', SECRETS, BAD_TYPE, '{}'), 415)
  t.equal(await code('POST', SECRETS, { 'content-type': 'no/type/at all;;' }, '{}'), 415)
  t.equal(await code('POST', `${SECRETS}?dryRun=x`, BAD_TYPE, '{}'), 415)
  t.equal(await code('POST', `${SECRETS}?dryRun=x`, {}, '{'), 422)
  t.equal(await code('POST', SECRETS, {}, '{'), 400)
})

t.test('an escaped slash does not lead to another resource', async (t) => {
  t.equal(await code('GET', '/api/v1/namespaces/default%2Fsecrets'), 404)
  t.equal(await code('GET', '/api/v1/namespaces/default%2Fsecrets', jane), 403)
})
