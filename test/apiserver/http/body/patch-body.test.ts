import t from 'tap'
import { patchJson } from '../../../../src/apiserver/http/body/patch-body.ts'

t.test('the audit log has a JSON or YAML patch as JSON, and any other as a string', async (t) => {
  t.equal(patchJson(Buffer.from('{"b": 1, "a": 2}'), false), '{"b":1,"a":2}')
  t.equal(patchJson(Buffer.from('b: 1'), false), '"b: 1"')
  t.equal(patchJson(Buffer.from('b: 1'), true), '{"b":1}')
})
