import t from 'tap'
import { startServer } from '../../../fixtures/server.ts'

const lab = await startServer(t)
const maps = `${await lab.namespace('forms')}/configmaps`
const as = (kind: string) => ({ accept: `application/json;as=${kind};v=v1;g=meta.k8s.io` })
const LIST = as('PartialObjectMetadataList')
const ONE = as('PartialObjectMetadata')
const notAList = {
  code: 406,
  body: {
    reason: 'NotAcceptable',
    message:
      'you requested PartialObjectMetadataList, but the requested object is not a list (*core.ConfigMap)',
  },
}
const aList = {
  code: 406,
  body: {
    message:
      'you requested PartialObjectMetadata, but the requested object is a list (*core.ConfigMapList)',
  },
}

t.test('a write has its effect even if its response cannot be converted', async (t) => {
  const body = { metadata: { name: 'a', labels: { a: 'b' } } }
  t.match(await lab.request('POST', maps, { body, headers: LIST }), notAList)
  const at = `${maps}/a`
  t.match(await lab.get(at, { headers: LIST }), notAList)
  t.equal(await lab.code(at), 200)
  const changed = { ...body, data: { x: '1' } }
  t.match(await lab.request('PUT', at, { body: changed, headers: LIST }), notAList)
  t.strictSame((await lab.get(at)).body.data, { x: '1' })
  const headers = { ...LIST, 'content-type': 'application/merge-patch+json' }
  t.match(await lab.request('PATCH', at, { body: { data: null }, headers }), notAList)
  t.equal((await lab.get(at)).body.data, undefined)
  t.match(await lab.delete(`${maps}?labelSelector=a`, { headers: ONE }), aList)
  t.equal(await lab.code(at), 404)
})

t.test('a write has its effect even if its table options are invalid', async (t) => {
  const wrong = {
    code: 400,
    body: {
      message:
        "Unable to convert to Table as requested: includeObject: Invalid value: \"x\": must be 'Metadata', 'Object', 'None', or empty",
    },
  }
  const headers = as('Table')
  const body = { metadata: { name: 'b' } }
  t.match(await lab.request('POST', `${maps}?includeObject=x`, { body, headers }), wrong)
  t.match(await lab.get(`${maps}/b?includeObject=x`, { headers }), wrong)
  t.match(await lab.get(`${maps}?includeObject=x`, { headers }), wrong)
  t.match(await lab.get(`${maps}?watch=1&includeObject=x`, { headers }), wrong)
  t.match(await lab.delete(`${maps}/b?includeObject=x`, { headers }), wrong)
  t.equal(await lab.code(`${maps}/b`), 404, 'the object is gone nevertheless')
  t.equal(await lab.code(`${maps}?includeObject=x`), 200, 'the option applies only to tables')
})
