import t from 'tap'
import { approvalProtobuf, COLLECTION, condition, csrBody } from '../../../fixtures/builders.ts'
import { type Json, startServer } from '../../../fixtures/server.ts'

const server = await startServer(t)
const PROTOBUF = 'application/vnd.kubernetes.protobuf'
const asKubectl = {
  contentType: PROTOBUF,
  headers: {
    'user-agent': 'kubectl/v1.34.0 (linux/amd64) kubernetes/f28b4c9',
    accept: `${PROTOBUF},application/json`,
  },
}

const APPROVED = condition('Approved', {
  reason: 'KubectlApprove',
  message: 'This CSR was approved by kubectl certificate approve.',
})

/** Sends kubectl's requests: GET twice, then PUT of the changed object. */
const approve = async (name: string) => {
  await server.get(`${COLLECTION}/${name}`)
  const { body } = await server.get(`${COLLECTION}/${name}`)
  return server.put(`${COLLECTION}/${name}/approval`, approvalProtobuf(body, [APPROVED]), asKubectl)
}

t.test('kubectl certificate approve leads to a certificate, and can be repeated', async (t) => {
  await server.post(
    COLLECTION,
    csrBody({ name: 'jane', expirationSeconds: 3600, metadata: { labels: { a: 'b' } } }),
  )
  const answer = await approve('jane')
  t.equal(answer.code, 200)
  const issued = await server.until(`${COLLECTION}/jane`, ({ status }) => status.certificate)
  t.same(issued.status.conditions, [
    {
      ...APPROVED,
      lastUpdateTime: '2030-05-06T07:08:09Z',
      lastTransitionTime: '2030-05-06T07:08:09Z',
    },
  ])
  t.same(
    issued.metadata.managedFields.map((entry: Json) => [entry.manager, entry.subresource]),
    [
      ['kube-controller-manager', 'status'],
      ['kubectl', 'approval'],
      ['tests', undefined],
    ],
    'signer, approver and creator',
  )
  const [signed, approved, created] = issued.metadata.managedFields.map((e: Json) => e.fieldsV1)
  t.same(
    Object.keys(created),
    ['f:metadata'],
    'the spec has no managers, since every endpoint resets it',
  )
  t.same(Object.keys(approved['f:status']['f:conditions']), ['.', 'k:{"type":"Approved"}'])
  t.same(signed, { 'f:status': { 'f:certificate': {} } })
  const twice = await approve('jane')
  t.equal(twice.code, 200, 'an approved CSR can be approved again, as with --force')
})

t.test('the second of two concurrent decisions gets a conflict', async (t) => {
  await server.post(COLLECTION, csrBody({ name: 'raced' }))
  const { body } = await server.get(`${COLLECTION}/raced`)
  const send = () =>
    server.put(`${COLLECTION}/raced/approval`, approvalProtobuf(body, [APPROVED]), asKubectl)
  const answers = await Promise.all([send(), send()])
  t.same(
    answers.map(({ code }) => code).sort((a, b) => a - b),
    [200, 409],
  )
  await server.until(`${COLLECTION}/raced`, ({ status }) => status.certificate)
})
