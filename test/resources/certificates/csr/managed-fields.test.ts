import t, { type Test } from 'tap'
import { COLLECTION, condition, csrBody } from '../../../fixtures/builders.ts'
import { type Json, startServer } from '../../../fixtures/server.ts'

const server = await startServer(t)
const path = `${COLLECTION}/x`
const labelled = csrBody({
  name: 'x',
  signerName: 'example.com/x',
  metadata: { labels: { a: 'b' } },
})

/** Fields by `manager/subresource`. */
const managers = (body: Json): Record<string, Json> =>
  Object.fromEntries(
    (body.metadata.managedFields ?? []).map(
      ({ manager, subresource = '', fieldsV1 }: Record<string, string>) => [
        `${manager}/${subresource}`,
        fieldsV1,
      ],
    ),
  )

/** A test that begins without the request. */
const test = (name: string, run: (t: Test) => Promise<void>): void =>
  void t.test(name, async (t) => {
    await server.delete(path)
    await run(t)
  })

test('the spec and the status of a new request are nobody’s', async (t) => {
  const bare = await server.post(COLLECTION, csrBody({ name: 'x', signerName: 'example.com/x' }))
  t.equal(bare.body.metadata.managedFields, undefined)
  const approved = await server.patch(`${path}/approval`, {
    status: { conditions: [condition('Approved')] },
  })
  t.equal(approved.body.metadata.managedFields, undefined, 'and what nobody managed stays so')
  await server.delete(path)
  const { body } = await server.post(COLLECTION, labelled)
  t.same(managers(body), { 'tests/': { 'f:metadata': { 'f:labels': { '.': {}, 'f:a': {} } } } })
})

test('a change of the spec by any endpoint is neither made nor recorded', async (t) => {
  const { body } = await server.post(COLLECTION, labelled)
  for (const endpoint of ['', '/approval', '/status']) {
    const answer = await server.patch(`${path}${endpoint}`, {
      spec: { usages: ['any'], uid: 'me' },
    })
    t.equal(answer.code, 200)
    t.same(answer.body, body, `${endpoint} leaves all as it was, the resourceVersion included`)
  }
})

test('conditions are recorded for /approval and not for /status, the certificate the other way round', async (t) => {
  await server.post(COLLECTION, labelled)
  const status = { conditions: [condition('Odd')], certificate: '' }
  const approval = await server.patch(`${path}/approval`, { status })
  t.same(Object.keys(managers(approval.body)), ['tests/', 'tests/approval'])
  const other = await server.patch(`${path}/status`, {
    status: { conditions: [condition('Odd'), condition('Failed')] },
  })
  t.equal(other.body.status.conditions.length, 2)
  t.same(Object.keys(managers(other.body)), ['tests/', 'tests/approval'])
})

test('server-side apply of a condition merges by its type, and on /status owns nothing of it', async (t) => {
  await server.post(COLLECTION, labelled)
  await server.patch(`${path}/approval`, { status: { conditions: [condition('Odd')] } })
  const apply = (endpoint: string, of: object) =>
    server.patch(
      `${path}/${endpoint}?fieldManager=applier&force=true`,
      {
        apiVersion: 'certificates.k8s.io/v1',
        kind: 'CertificateSigningRequest',
        metadata: { name: 'x' },
        ...of,
      },
      { contentType: 'application/apply-patch+yaml' },
    )
  const approved = await apply('approval', { status: { conditions: [condition('Approved')] } })
  t.same(
    approved.body.status.conditions.map((c: Json) => c.type),
    ['Odd', 'Approved'],
  )
  t.same(managers(approved.body)['applier/approval'], {
    'f:status': {
      'f:conditions': {
        'k:{"type":"Approved"}': { '.': {}, 'f:status': {}, 'f:type': {} },
      },
    },
  })
  const failed = await apply('status', { status: { conditions: [condition('Failed')] } })
  t.equal(failed.code, 200)
  t.equal(managers(failed.body)['applier/status'], undefined)
  const absent = await server.patch(
    `${COLLECTION}/none/approval?fieldManager=applier`,
    {
      apiVersion: 'certificates.k8s.io/v1',
      kind: 'CertificateSigningRequest',
      metadata: { name: 'none' },
    },
    { contentType: 'application/apply-patch+yaml' },
  )
  t.equal(absent.code, 404, 'a subresource never creates')
})
