import t from 'tap'
import { startServer } from '../fixtures/server.ts'

t.test('an expired continue token gets a 410 with a new token; watches still work', async (t) => {
  const server = await startServer(t)
  const all = '/api/v1/namespaces'
  const { metadata } = (await server.get(`${all}?limit=1`)).body
  const next = `${all}?limit=1&continue=${encodeURIComponent(metadata.continue)}`
  const exact = `${all}?resourceVersionMatch=Exact&resourceVersion=${metadata.resourceVersion}`
  await server.post(all, { metadata: { name: 'later' } })
  const codes = async () => [await server.code(next), await server.code(exact)]
  server.clock.advance(9 * 60_000)
  t.same(await codes(), [200, 200])
  server.clock.advance(60_000)
  t.same(await codes(), [410, 410])
  const { body } = await server.get(next)
  t.match(body.message, /^The provided continue parameter is too old/)
  const token = encodeURIComponent(body.metadata.continue)
  t.equal(await server.code(`${all}?limit=1&continue=${token}`), 200)
  const watch = await server.watch(`${all}?watch=true&resourceVersion=${metadata.resourceVersion}`)
  t.match(await watch.next(), { type: 'ADDED', object: { metadata: { name: 'later' } } })
  watch.stop()
})
