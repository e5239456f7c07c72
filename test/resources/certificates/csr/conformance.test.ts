/** The walk through all operations that Kubernetes' conformance suite makes with this resource, in its order. */
import t from 'tap'
import {
  base64,
  certificatePem,
  COLLECTION,
  csrBody,
  requestOf,
} from '../../../fixtures/builders.ts'
import { dns } from '../../../ca/builders.ts'
import { startServer } from '../../../fixtures/server.ts'

t.test(
  'all operations of the certificates API, as the conformance suite walks through them',
  async (t) => {
    const server = await startServer(t)
    const signerName = 'example.com/e2e-certificates-1234'
    const bySigner = `${COLLECTION}?fieldSelector=spec.signerName%3D${encodeURIComponent(signerName)}`
    const now = server.clock.now()
    const bundle = base64(
      certificatePem(now, now + 3_600_000) + certificatePem(now, now + 7_200_000),
    )
    const template = csrBody({
      generateName: 'e2e-example-csr-',
      request: requestOf({ commonName: 'e2e.example.com', names: [dns('e2e.example.com')] }),
      signerName,
      usages: ['digital signature', 'key encipherment', 'server auth'],
      expirationSeconds: 3600,
    })

    const groups = await server.get('/apis')
    const group = groups.body.groups.find((g: { name: string }) => g.name === 'certificates.k8s.io')
    t.match(group, { versions: [{ version: 'v1' }] })
    t.match((await server.get('/apis/certificates.k8s.io')).body, { versions: [{ version: 'v1' }] })
    const discovered = (await server.get('/apis/certificates.k8s.io/v1')).body.resources
    t.same(
      discovered
        .map(({ name }: { name: string }) => name)
        .filter((name: string) => name.startsWith('certificatesigningrequests')),
      [
        'certificatesigningrequests',
        'certificatesigningrequests/approval',
        'certificatesigningrequests/status',
      ],
    )

    const created = []
    for (let i = 0; i < 3; i++) created.push((await server.post(COLLECTION, template)).body)
    const names = created.map(({ metadata }) => metadata.name)
    t.equal(new Set(names).size, 3, 'the generated names differ')
    for (const name of names) t.match(name, /^e2e-example-csr-[bcdfghjklmnpqrstvwxz2456789]{5}$/)
    const name = names[2]
    const path = `${COLLECTION}/${name}`

    const got = (await server.get(path)).body
    t.equal(got.metadata.uid, created[2].metadata.uid)
    t.equal(got.spec.expirationSeconds, 3600)
    t.match(got.metadata.resourceVersion, /^[1-9]\d*$/)

    const list = (await server.get(bySigner)).body
    t.equal(list.items.length, 3)

    const watch = await server.watch(
      `${COLLECTION}?watch=true&resourceVersion=${list.metadata.resourceVersion}&fieldSelector=metadata.name%3D${name}`,
    )
    t.teardown(() => watch.stop())

    const patched = await server.patch(path, { metadata: { annotations: { patched: 'true' } } })
    t.equal(patched.body.metadata.annotations.patched, 'true')
    t.ok(Number(patched.body.metadata.resourceVersion) > Number(got.metadata.resourceVersion))

    const toUpdate = structuredClone(patched.body)
    toUpdate.metadata.annotations.updated = 'true'
    const updated = await server.put(path, toUpdate)
    t.equal(updated.body.metadata.annotations.updated, 'true')

    const event = await watch.next()
    t.equal(event?.type, 'MODIFIED', 'neither ADDED nor a bookmark comes before')
    t.equal(event?.object.kind, 'CertificateSigningRequest')
    t.equal(event?.object.metadata.annotations.patched, 'true')

    const identity = {
      apiVersion: 'certificates.k8s.io/v1',
      kind: 'CertificateSigningRequest',
      metadata: { uid: got.metadata.uid },
    }
    t.match((await server.get(`${path}/approval`)).body, identity)
    const approvalPatch = await server.patch(`${path}/approval`, {
      metadata: { annotations: { patchedapproval: 'true' } },
      status: { conditions: [{ type: 'ApprovalPatch', status: 'True', reason: 'e2e' }] },
    })
    t.match(approvalPatch.body.status.conditions, [{ type: 'ApprovalPatch' }])
    t.equal(approvalPatch.body.metadata.annotations.patchedapproval, 'true')

    const toApprove = structuredClone(approvalPatch.body)
    toApprove.status.conditions.push({
      type: 'Approved',
      status: 'True',
      reason: 'E2E',
      message: 'Set from an e2e test',
    })
    const approved = await server.put(`${path}/approval`, toApprove)
    t.same(
      approved.body.status.conditions.map(({ type }: { type: string }) => type),
      ['ApprovalPatch', 'Approved'],
      'the order is kept',
    )

    t.match((await server.get(`${path}/status`)).body, identity)
    const signed = await server.patch(`${path}/status`, {
      metadata: { annotations: { patchedstatus: 'true' } },
      status: { certificate: bundle },
    })
    t.equal(signed.body.status.certificate, bundle, 'a bundle comes back byte for byte')
    t.equal(signed.body.metadata.annotations.patchedstatus, 'true')

    const toExtend = structuredClone(signed.body)
    toExtend.status.conditions.push({ type: 'StatusUpdate', status: 'True', reason: 'E2E' })
    const extended = await server.put(`${path}/status`, toExtend)
    t.equal(extended.body.status.conditions.length, 3)
    t.equal(extended.body.status.conditions[2].type, 'StatusUpdate')

    t.match(await server.delete(path), { code: 200, body: { kind: 'Status', status: 'Success' } })
    t.match(await server.get(path), { code: 404, body: { reason: 'NotFound' } })
    t.equal((await server.get(bySigner)).body.items.length, 2)
    const gone = await server.delete(bySigner)
    t.match(gone, { code: 200, body: { kind: 'CertificateSigningRequestList' } })
    t.equal((await server.get(bySigner)).body.items.length, 0)
  },
)
