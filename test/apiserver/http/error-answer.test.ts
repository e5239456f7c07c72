import t from 'tap'
import { decodeProtobuf } from '../../../src/apimachinery/protobuf/envelope.ts'
import { compileSchemas } from '../../../src/apimachinery/schema/schema-compile.ts'
import { badRequest, notFound, StatusError } from '../../../src/apimachinery/status.ts'
import { ImpersonationError } from '../../../src/apiserver/http/filters/impersonation/legacy.ts'
import { errorAnswer } from '../../../src/apiserver/http/error-answer.ts'
import { MalformedRequest } from '../../../src/apiserver/http/answer/text.ts'
import { parseRequestInfo } from '../../../src/apiserver/http/request-info.ts'
import { loadOpenApiDocument } from '../../../src/server/openapi.ts'

const schemas = compileSchemas(loadOpenApiDocument())
const reported: unknown[] = []

const answer = (error: unknown, headers: Record<string, string> = {}, query = '') =>
  errorAnswer(
    error,
    {
      headers,
      info: parseRequestInfo('GET', `/a?${query}`),
      user: { name: 'jane', groups: [], extra: {} },
      url: '/a?b',
      cluster: { schemas },
    },
    (bug) => reported.push(bug),
  )

t.test("an error is rendered in the client's media type", async (t) => {
  const error = notFound({ group: '', resource: 'pods' }, 'a')
  const json = answer(error)
  t.equal(json.code, 404)
  t.equal(json.contentType, 'application/json')
  t.match(json.body.toString(), /^\{"kind":"Status".*\}\n$/)
  t.match(answer(error, { 'user-agent': 'curl/8' }).body.toString(), /^\{\n {2}"kind": "Status"/)
  const yaml = answer(error, { accept: 'application/yaml' })
  t.equal(yaml.contentType, 'application/yaml')
  t.match(yaml.body.toString(), /^apiVersion: v1\ncode: 404\n/)
  const protobuf = answer(error, { accept: 'application/vnd.kubernetes.protobuf' })
  t.equal(protobuf.contentType, 'application/vnd.kubernetes.protobuf')
  const { object } = decodeProtobuf(protobuf.body, (gvk) => schemas.forKind(gvk))
  t.match(object, { kind: 'Status', message: 'pods "a" not found', code: 404 })
  const nothing = answer(error, { accept: 'text/xml' })
  t.equal(nothing.contentType, 'application/json')
  t.match(nothing.body.toString(), /^\{\n/)
  const table = answer(error, { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' })
  t.match(JSON.parse(table.body.toString()), { kind: 'Status' })
})

t.test('an error with retryAfterSeconds has a Retry-After header', async (t) => {
  const status = badRequest('x').status
  const later = new StatusError({ ...status, details: { retryAfterSeconds: 2 } })
  t.strictSame(answer(later).headers, { 'retry-after': '2' })
  const forbidden = new StatusError({ ...status, reason: 'Forbidden', code: 403 })
  t.strictSame(answer(forbidden).headers, {}, 'filters add the other headers of refusals')
})

t.test('a bug is logged, and not revealed to clients', async (t) => {
  const bug = new TypeError('the secret')
  const { code, body } = answer(bug)
  t.equal(code, 500)
  t.notMatch(body.toString(), 'secret')
  t.strictSame(reported, [bug])
})

t.test('malformed requests close connections; impersonation errors are plain text', async (t) => {
  t.match(answer(new MalformedRequest()), { code: 400, headers: { connection: 'close' } })
  const { code, body } = answer(new ImpersonationError('no <user>'))
  t.equal(code, 500)
  t.equal(body.toString(), 'Internal Server Error: "/a?b": no &lt;user&gt;\n')
})
