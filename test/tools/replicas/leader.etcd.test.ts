/** Several in-process servers on one store in etcd: shared state, leadership. */
import { X509Certificate } from 'node:crypto'
import t from 'tap'
import { systemClock } from '../../../src/server/system.ts'
import type { RunningServer } from '../../../src/server/running-server.ts'
import { createServer } from '../../../src/server/server.ts'
import { COLLECTION, csrBody } from '../../fixtures/builders.ts'
import { Client } from '../../fixtures/client.ts'
import { startEtcd, withoutEtcd } from '../../fixtures/etcd.ts'
import { until } from '../../fixtures/waits.ts'

const LEASE = '/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/kube-controller-manager'

t.test('replicas that start together form one cluster', { skip: withoutEtcd }, async (t) => {
  const [member] = await startEtcd(t)
  const start = async (): Promise<{ server: RunningServer; client: Client }> => {
    const server = await createServer({
      caKeyType: 'p256',
      etcdServers: [member!.url],
      encryptionPassphrase: 'of all',
      kubernetesVersion: 'v1.37',
      podCertificateSigner: 'example.com/shop',
      clock: systemClock,
    })
    const client = new Client(server, (await server.listen()).url)
    t.teardown(() => {
      client.disconnect()
      return server.close()
    })
    return { server, client }
  }
  const replicas = await Promise.all([start(), start(), start()])
  const holder = async (client: Client) => (await client.get(LEASE)).body.spec.holderIdentity
  const signed = async (name: string, by: Client, seenBy: Client) => {
    const created = await by.post(COLLECTION, csrBody({ name }))
    const began = performance.now()
    await by.put(`${COLLECTION}/${name}/approval`, {
      ...created.body,
      status: { conditions: [{ type: 'Approved', status: 'True' }] },
    })
    await until(async () => (await seenBy.get(`${COLLECTION}/${name}`)).body.status?.certificate)
    return performance.now() - began
  }
  const [a, b, c] = replicas.map(({ client }) => client) as [Client, Client, Client]

  await t.test('replicas have one CA, one token and one leader', async (t) => {
    const [{ server: first }] = replicas
    for (const { server } of replicas) {
      t.equal(server.authority.certificatePem, first.authority.certificatePem)
      t.equal(server.adminToken, first.adminToken)
    }
    await until(() => holder(a))
    const bundles = '/apis/certificates.k8s.io/v1/clustertrustbundles'
    const ofSigner = 'fieldSelector=spec.signerName%3Dexample.com%2Fshop'
    const isTold = async () => (await b.get(`${bundles}?${ofSigner}`)).body.items.length === 1
    await until(isTold, 'one CA for the pod signer')
    t.equal(await holder(b), await holder(c))
    t.ok((await signed('first', a, c)) < 2000)
    await Promise.all(['x', 'y', 'z'].map((name, i) => signed(name, [a, b, c][i]!, c)))
  })

  await t.test('when the leader stops, another takes over within 2 s', async (t) => {
    // stops servers in order until the leader stops; if the third leads, the fourth takes over
    const going = [...replicas, await start()]
    for (let before = await holder(a), changed = false; !changed;) {
      const [next, other] = going.splice(0, 1).concat(going[0] ?? [])
      t.ok(other, 'a server remains to take over')
      next!.client.disconnect()
      await next!.server.close()
      t.ok((await signed(`without-${going.length}`, other!.client, going.at(-1)!.client)) < 2000)
      const after = await holder(other!.client)
      changed = after !== before
      before = after
    }
    const { items } = (await going.at(-1)!.client.get(COLLECTION)).body
    const serials = items.map(
      ({ status }: { status: { certificate: string } }) =>
        new X509Certificate(Buffer.from(status.certificate, 'base64')).serialNumber,
    )
    t.ok(serials.length > 4)
    t.equal(new Set(serials).size, serials.length, 'serial numbers are unique across leaders')
    t.ok(
      serials.every((serial: string) => serial.length > 24),
      'serial numbers are long',
    )
  })
})
