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
const managers = (body: Json) =>
  Object.fromEntries(
    (body.metadata.managedFields ?? []).map(
      ({ manager, subresource = '', fieldsV1 }: Record<string, string>) => [
        `${manager}/${subresource}`,
        fieldsV1,
      ],
    ),
  )

const test = (name: string, run: (t: Test) => Promise<void>) =>
  void t.test(name, async (t) => {
    await server.delete(path)
    await run(t)
  })

test('the spec and status of a new CSR have no managers', async (t) => {
  const bare = await server.post(COLLECTION, csrBody({ name: 'x', signerName: 'example.com/x' }))
  t.equal(bare.body.metadata.managedFields, undefined)
  const approved = await server.patch(`${path}/approval`, {
    status: { conditions: [condition('Approved')] },
  })
  t.equal(
    approved.body.metadata.managedFields,
    undefined,
    'an update adds no managed fields to an object without any',
  )
  await server.delete(path)
  const { body } = await server.post(COLLECTION, labelled)
  t.same(managers(body), { 'tests/': { 'f:metadata': { 'f:labels': { '.': {}, 'f:a': {} } } } })
})

test('no endpoint changes the spec or records managers of it', async (t) => {
  const { body } = await server.post(COLLECTION, labelled)
  for (const endpoint of ['', '/approval', '/status']) {
    const answer = await server.patch(`${path}${endpoint}`, {
      spec: { usages: ['any'], uid: 'me' },
    })
    t.equal(answer.code, 200)
    t.same(answer.body, body, `PATCH ${path}${endpoint} keeps even the resourceVersion`)
  }
})
