/** The recording `edges` in test/golden covers other request options. */
import t from 'tap'
import { startServer } from '../../../fixtures/server.ts'

const MAPS = '/api/v1/namespaces/default/configmaps'

t.test('an empty dryRun is rejected, without effect', async (t) => {
  const server = await startServer(t)
  const { body } = await server.post(MAPS, { metadata: { name: 'a', labels: { a: 'b' } } })
  const refused = { code: 422, body: { details: { causes: [{ field: 'dryRun' }] } } }
  t.match(await server.put(`${MAPS}/a?dryRun=`, { ...body, data: { x: '1' } }), refused)
  t.match(await server.delete(`${MAPS}?labelSelector=a&dryRun=`), refused)
  t.match(await server.delete(`${MAPS}/a`, { body: { dryRun: [''] } }), refused)
  const account = '/api/v1/namespaces/default/serviceaccounts/default/token?dryRun='
  t.match(await server.post(account, {}), refused)
  const review = '/apis/authentication.k8s.io/v1/selfsubjectreviews?dryRun='
  t.match(await server.post(review, {}), refused)
  t.strictSame((await server.get(`${MAPS}/a`)).body, body)
})

t.test(
  'resourceVersion is a precondition of deleting an object, but selects the items of a collection',
  async (t) => {
    const server = await startServer(t)
    const make = async (name: string) =>
      (await server.post(MAPS, { metadata: { name, labels: { made: 'yes' } } })).body.metadata
    const { resourceVersion } = await make('a')
    t.match(await server.delete(`${MAPS}/a?resourceVersion=1`), {
      code: 409,
      body: { message: /the ResourceVersion in the precondition \(1\) does not match/ },
    })
    t.equal((await server.delete(`${MAPS}/a?resourceVersion=${resourceVersion}`)).code, 200)

    await make('b')
    t.match(await server.delete(`${MAPS}?labelSelector=made&resourceVersion=${resourceVersion}`), {
      code: 200,
      body: { metadata: { resourceVersion }, items: [{ metadata: { name: 'a' } }] },
    })
    t.equal(await server.code(`${MAPS}/b`), 200, 'b did not exist at that version')
    t.equal((await server.delete(`${MAPS}/b?resourceVersion=`)).code, 200)
  },
)

t.test("a POST's media type is checked before its query options, a PUT's after them", async (t) => {
  const server = await startServer(t)
  const wrong = { contentType: 'text/xml', body: '<x/>' }
  const query = '?fieldValidation=strict'
  t.equal((await server.request('POST', `${MAPS}${query}`, wrong)).code, 415)
  t.equal((await server.request('PUT', `${MAPS}/a${query}`, wrong)).code, 422)
  const tokens = '/api/v1/namespaces/default/serviceaccounts/default/token'
  t.equal((await server.request('POST', `${tokens}${query}`, wrong)).code, 415)
  const xml = { ...wrong, headers: { accept: 'text/html' } }
  t.equal((await server.request('POST', `${MAPS}${query}`, xml)).code, 406)
})
