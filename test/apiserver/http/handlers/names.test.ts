/** The recording `edges` in test/golden covers other invalid and empty names in paths. */
import t from 'tap'
import { namesOf, startServer } from '../../../fixtures/server.ts'

const lab = await startServer(t)
const ROLES = '/apis/rbac.authorization.k8s.io/v1/clusterroles'
const MAPS = '/api/v1/namespaces/default/configmaps'
const APPLY = { 'content-type': 'application/apply-patch+yaml' }

const refused = (message: string, code = 400) => ({ code, body: { message } })

t.test('an invalid name in a path is rejected before any lookup', async (t) => {
  const wanted = refused(`Name parameter invalid: "a%b": may not contain '%'`)
  for (const at of [ROLES, MAPS]) {
    const path = `${at}/a%25b`
    t.match(await lab.get(`${path}?resourceVersion=x`), wanted, `GET ${path}`)
    t.match(
      await lab.request('PATCH', `${path}?fieldManager=m`, { body: {}, headers: APPLY }),
      wanted,
      `PATCH ${path}`,
    )
  }
  t.match(await lab.put(`${MAPS}/a%25b`, { metadata: { name: 'a%b' } }), wanted)
  t.match(await lab.post('/api/v1/namespaces/default/serviceaccounts/a%25b/token', {}), wanted)
})

t.test('a path with an empty namespace lists all namespaces; other requests fail', async (t) => {
  await lab.create(MAPS, { metadata: { name: 'a' } })
  const nowhere = '/api/v1/namespaces//configmaps'
  // `get` would fail: it validates responses, and no OpenAPI document has this path
  const all = await lab.open('GET', nowhere)
  const list: any = JSON.parse(Buffer.concat(await all.toArray()).toString())
  t.ok(namesOf(list).includes('a'))
  const wanted = refused('Namespace parameter required.')
  t.match(await lab.get(`${nowhere}/a`), wanted)
  t.match(await lab.delete(`${nowhere}/a`), wanted)
  t.match(await lab.delete(nowhere), wanted)
  t.equal(await lab.code(`${MAPS}/a`), 200)
  t.match(await lab.post(nowhere, { metadata: { name: 'b' } }), { code: 422 })
})
