/** The validation of responses detects errors. */
import t from 'tap'
import { assertConforms, type Exchange } from '../fixtures/conformance.ts'
import { startServer } from '../fixtures/server.ts'
import { CSRS } from '../apiserver/http/paths.ts'

const lab = await startServer(t)
const { code, headers, text } = await lab.get('/api/v1/namespaces/default')
const good: Exchange = {
  method: 'GET',
  path: '/api/v1/namespaces/default',
  code,
  contentType: headers['content-type']!,
  text,
}
const namespace = JSON.parse(text)
const judge = (changed: Partial<Exchange>, body?: object) =>
  assertConforms(lab.server, {
    ...good,
    ...changed,
    ...(body === undefined ? {} : { text: JSON.stringify(body) }),
  })

t.test('a response as described', async (t) => {
  await t.resolves(judge({}))
  await t.resolves(judge({ path: '/api/v1/namespaces/default/?pretty=1' }))
  await t.resolves(judge({ contentType: 'text/plain', text: 'anything' }), 'no JSON, no schema')
})

t.test('unknown and missing fields, and fields of another type', async (t) => {
  await t.rejects(judge({}, { ...namespace, colour: 'blue' }), /"colour"/)
  await t.rejects(
    judge({}, { ...namespace, metadata: { ...namespace.metadata, labels: ['a'] } }),
    /\/metadata\/labels must be object/,
  )
  await t.rejects(
    judge({}, { ...namespace, metadata: { ...namespace.metadata, creationTimestamp: 'now' } }),
    /date-time/,
  )
  const list = (await lab.get(CSRS)).body
  await t.resolves(judge({ path: CSRS }, list))
  const { items: _, ...without } = list
  await t.rejects(judge({ path: CSRS }, without), /'items'/)
})

t.test('undescribed routes, methods and status codes', async (t) => {
  await t.rejects(judge({ path: '/api/v1/clouds' }), /no such path/)
  await t.rejects(judge({ path: '/apis/example.com/v1/clouds' }), /no document/)
  await t.rejects(judge({ method: 'POST' }), /no POST of/)
  await t.rejects(judge({ code: 201 }), /no answer 201/)
})

t.test('errors are a Status', async (t) => {
  const { text: status } = await lab.get('/api/v1/namespaces/none')
  await t.resolves(judge({ code: 404, text: status }))
  await t.rejects(judge({ code: 404 }), /additional properties/)
  await t.rejects(judge({ code: 404 }, { ...JSON.parse(status), code: '404' }), /\/code must be/)
})

t.test('events', async (t) => {
  const path = '/api/v1/namespaces?watch=true'
  const event = (type: string, object: object) => judge({ path }, { type, object })
  await t.resolves(event('ADDED', namespace))
  await t.rejects(event('CHANGED', namespace), /no type of an event/)
  await t.rejects(event('ADDED', { ...namespace, kind: 'Secret' }), /a Secret where Namespace/)
  await t.rejects(event('ADDED', { ...namespace, spec: { a: 1 } }), /\/spec/)
  await t.rejects(event('ERROR', namespace), /where Status/)
})

t.test('tables and metadata', async (t) => {
  const table = (
    await lab.get(CSRS, { headers: { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' } })
  ).body
  await t.resolves(judge({ path: CSRS }, table))
  await t.rejects(judge({ path: CSRS }, { ...table, rows: [{}] }), /'cells'/)
  const kind = 'PartialObjectMetadata'
  const partial = { kind, apiVersion: 'meta.k8s.io/v1', metadata: namespace.metadata }
  await t.resolves(judge({}, partial))
  await t.rejects(judge({}, { ...partial, spec: {} }), /"spec"/)
})
