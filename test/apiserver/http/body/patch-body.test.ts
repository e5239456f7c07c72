import t from 'tap'
import { patchJson, patchReader } from '../../../../src/apiserver/http/body/patch-body.ts'

t.test('the audit log has a valid patch as JSON, and a malformed one as a string', async (t) => {
  for (const [text, isYaml, expected] of [
    ['{"b": 1, "a": 2}', false, '{"b":1,"a":2}'],
    ['b: 1', false, '"b: 1"'],
    ['b: 1', true, '{"b":1}'],
  ] as const) {
    const body = Buffer.from(text)
    t.equal(patchJson(patchReader(body, isYaml), body), expected)
  }
})
