/** The validation of responses in tests detects errors. */
import t from 'tap'
import { assertConforms, type Exchange } from '../fixtures/conformance.ts'
import { startServer } from '../fixtures/server.ts'
import { CSRS } from '../apiserver/http/paths.ts'

t.test('responses and events that differ from their description are detected', async (t) => {
  const lab = await startServer(t)
  const path = '/api/v1/namespaces/default'
  const { body: namespace } = await lab.get(path)
  const { items: _, ...list } = (await lab.get(CSRS)).body
  const judge = (changed: Partial<Exchange>, body: object = namespace) =>
    assertConforms(lab.server, {
      method: 'GET',
      path,
      code: 200,
      contentType: 'application/json',
      text: JSON.stringify(body),
      ...changed,
    })
  const watched = { path: '/api/v1/namespaces?watch=true' }
  await t.resolves(judge({}))
  await t.resolves(judge(watched, { type: 'ADDED', object: namespace }))
  const wrong = [
    [{}, { ...namespace, colour: 'blue' }, /"colour"/],
    [{ path: CSRS }, list, /'items'/],
    [{ path: '/api/v1/clouds' }, namespace, /no such path/],
    [{ method: 'POST' }, namespace, /no POST of/],
    [{ code: 201 }, namespace, /no response 201/],
    [{ code: 404 }, namespace, /additional properties/],
    [watched, { type: 'CHANGED', object: namespace }, /not an event type/],
    [watched, { type: 'ADDED', object: { ...namespace, kind: 'Secret' } }, /where Namespace/],
    [watched, { type: 'ERROR', object: namespace }, /where Status/],
  ] as const
  for (const [changed, body, message] of wrong) await t.rejects(judge(changed, body), message)
})
