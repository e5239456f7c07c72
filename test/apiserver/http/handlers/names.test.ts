/** Names in paths: invalid ones, ones that need quoting, and empty ones. */
import t from 'tap'
import { namesOf, startServer } from '../../../fixtures/server.ts'
import { CSRS } from '../paths.ts'

const lab = await startServer(t)
const ROLES = '/apis/rbac.authorization.k8s.io/v1/clusterroles'
const MAPS = '/api/v1/namespaces/default/configmaps'
const PATCH = { 'content-type': 'application/merge-patch+json' }
const APPLY = { 'content-type': 'application/apply-patch+yaml' }

const refused = (message: string, code = 400) => ({ code, body: { message } })

t.test('an invalid name in a path is rejected before any lookup', async (t) => {
  for (const [segment, message] of [
    ['%2E', `".": may not be '.'`],
    ['%2E%2E', `"..": may not be '..'`],
    ['a%25b', `"a%b": may not contain '%'`],
    ['a%252Fb', `"a%2Fb": may not contain '%'`],
  ] as const) {
    const wanted = refused(`Name parameter invalid: ${message}`)
    for (const at of [ROLES, MAPS, CSRS]) {
      const path = `${at}/${segment}`
      t.match(await lab.get(`${path}?resourceVersion=x`), wanted, path)
      t.match(await lab.delete(path), wanted, path)
      t.match(await lab.request('PATCH', path, { body: {}, headers: PATCH }), wanted, path)
      t.match(
        await lab.request('PATCH', `${path}?fieldManager=m`, { body: {}, headers: APPLY }),
        wanted,
      )
    }
    const named = { metadata: { name: decodeURIComponent(segment) } }
    t.match(await lab.put(`${MAPS}/${segment}`, named), wanted)
    t.match(await lab.get(`${CSRS}/${segment}/approval`), wanted)
    const token = `/api/v1/namespaces/default/serviceaccounts/${segment}/token`
    t.match(await lab.post(token, {}), wanted)
  }
})

t.test('an empty namespace lists all, and cannot hold objects', async (t) => {
  await lab.create(MAPS, { metadata: { name: 'a' } })
  const nowhere = '/api/v1/namespaces//configmaps'
  // not sent with `get`, since no document describes such a path
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
