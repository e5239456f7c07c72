import t from 'tap'
import { namesOf, startServer } from '../fixtures/server.ts'

const SECRETS = '/api/v1/namespaces/kube-system/secrets'
const server = await startServer(t)
const { clock } = server

const inSeconds = (seconds: number) => new Date(clock.now() + seconds * 1000).toISOString()

const create = async (
  name: string,
  expiration?: string,
  type = 'bootstrap.kubernetes.io/token',
) => {
  const answer = await server.post(SECRETS, {
    metadata: { name },
    type,
    stringData: expiration === undefined ? {} : { expiration },
  })
  if (answer.code !== 201) throw new Error(answer.text)
}

t.test('expired bootstrap tokens are deleted, and those with a malformed expiration', async (t) => {
  await create('bootstrap-token-000001', inSeconds(60))
  await create('bootstrap-token-000002', inSeconds(120))
  await create('bootstrap-token-000003')
  await create('other', inSeconds(60), 'Opaque')
  await create('bootstrap-token-000004', 'soon')
  const left = async (...wanted: string[]) => {
    const list = await server.until(SECRETS, (body) => namesOf(body).length <= wanted.length)
    t.strictSame(namesOf(list), wanted)
  }
  const kept = ['bootstrap-token-000003', 'other']
  await left('bootstrap-token-000001', 'bootstrap-token-000002', ...kept)
  clock.advance(60_000)
  await left('bootstrap-token-000002', ...kept)
  const later = { stringData: { expiration: inSeconds(3600) } }
  t.equal((await server.patch(`${SECRETS}/bootstrap-token-000002`, later)).code, 200)
  clock.advance(3_599_000)
  await create('bootstrap-token-000005', inSeconds(-1))
  await left('bootstrap-token-000002', ...kept)
  clock.advance(1000)
  await left(...kept)
})
