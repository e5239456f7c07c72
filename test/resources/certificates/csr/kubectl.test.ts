/** What kubectl sends for `certificate approve` and `certificate deny`, and for `get csr`. */
import t from 'tap'
import {
  approvalProtobuf,
  COLLECTION,
  condition,
  csrBody,
  KUBELET,
  nodeClientBody,
} from '../../../fixtures/builders.ts'
import { type Answer, type Json, startServer, type TestServer } from '../../../fixtures/server.ts'

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
const DENIED = condition('Denied', {
  reason: 'KubectlDeny',
  message: 'This CSR was denied by kubectl certificate deny.',
})

/** GET, GET as kubectl does, then PUT what it made of it. */
const decide = async (of: TestServer, name: string, conditions = [APPROVED]): Promise<Answer> => {
  await of.get(`${COLLECTION}/${name}`)
  const { body } = await of.get(`${COLLECTION}/${name}`)
  return of.put(`${COLLECTION}/${name}/approval`, approvalProtobuf(body, conditions), asKubectl)
}

t.test('kubectl certificate approve', async (t) => {
  await server.post(
    COLLECTION,
    csrBody({ name: 'jane', expirationSeconds: 3600, metadata: { labels: { a: 'b' } } }),
  )
  const answer = await decide(server, 'jane')
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
    'who set what is on record',
  )
  const [signed, approved, created] = issued.metadata.managedFields.map((e: Json) => e.fieldsV1)
  t.same(Object.keys(created), ['f:metadata'], 'the spec, which every endpoint resets, is nobody’s')
  t.same(Object.keys(approved['f:status']['f:conditions']), ['.', 'k:{"type":"Approved"}'])
  t.same(signed, { 'f:status': { 'f:certificate': {} } })
  const twice = await decide(server, 'jane', [APPROVED])
  t.equal(twice.code, 200, '--force sends what is there already')
})

t.test('kubectl certificate deny', async (t) => {
  await server.post(COLLECTION, csrBody({ name: 'no' }))
  t.equal((await decide(server, 'no', [DENIED])).code, 200)
  const { body } = await server.get(`${COLLECTION}/no`)
  t.match(body.status.conditions, [DENIED])
  const late = await decide(server, 'no', [APPROVED])
  t.equal(late.code, 422)
})

t.test('of two who decide at once the second is told to look again', async (t) => {
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

t.test('kubectl get csr', async (t) => {
  const accept = 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json'
  const rows = async (): Promise<Record<string, string>> => {
    const { body } = await server.get(COLLECTION, { headers: { accept } })
    t.same(
      body.columnDefinitions.map(({ name }: { name: string }) => name),
      ['Name', 'Age', 'SignerName', 'Requestor', 'RequestedDuration', 'Condition'],
    )
    return Object.fromEntries(
      body.rows.map(({ cells: [name, ...rest] }: { cells: string[] }) => [name, rest.join(' ')]),
    )
  }
  await server.post(COLLECTION, csrBody({ name: 'waits', signerName: 'example.com/x' }))
  server.clock.advance(125_000)
  const table = await rows()
  t.match(table, {
    jane: '2m5s kubernetes.io/kube-apiserver-client kubernetes-admin 60m Approved,Issued',
    no: '2m5s kubernetes.io/kube-apiserver-client kubernetes-admin <none> Denied',
    waits: '2m5s example.com/x kubernetes-admin <none> Pending',
  })
  await server.post(COLLECTION, nodeClientBody({ name: 'bad', usages: ['server auth'] }))
  await decide(server, 'bad')
  await server.until(`${COLLECTION}/bad`, ({ status }) => status.conditions?.length === 2)
  t.equal((await rows()).bad, `0s ${KUBELET} kubernetes-admin <none> Approved,Failed`)
  const one = await server.get(`${COLLECTION}/jane/approval`, {
    headers: { accept },
  })
  t.equal(one.body.kind, 'CertificateSigningRequest', '/approval has no table')
})
