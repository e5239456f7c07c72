/** Two servers on one store, with clocks an hour apart: leadership, work, and credentials. */
import { X509Certificate } from 'node:crypto'
import t from 'tap'
import { systemClock, systemEntropy } from '../../../src/server/system.ts'
import { COLLECTION, csrBody } from '../../fixtures/builders.ts'
import { ManualClock } from '../../fixtures/clock.ts'
import { startEtcd, withoutEtcd } from '../../fixtures/etcd.ts'
import { startServer, type TestServer } from '../../fixtures/server.ts'
import { until } from '../../fixtures/waits.ts'

const HOUR = 3_600_000
const NOW = Date.UTC(2030, 4, 6, 7, 8, 9)
const LEASE = '/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/kube-controller-manager'
const TOKEN = '/api/v1/namespaces/default/serviceaccounts/default/token'
const EVENTS = '/api/v1/namespaces/default/events'

t.test('servers whose clocks are an hour apart work together', { skip: withoutEtcd }, async (t) => {
  const [member] = await startEtcd(t)
  const start = (now: number) =>
    startServer(t, {
      etcdServers: [member!.url],
      encryptionPassphrase: 'of all',
      entropy: systemEntropy,
      clock: new ManualClock(now),
      realTime: systemClock,
    })
  const behind = await start(NOW)
  const ahead = await start(NOW + HOUR)
  const holder = async (by: TestServer) => (await by.get(LEASE)).body.spec.holderIdentity
  const signed = async (name: string, by: TestServer): Promise<X509Certificate> => {
    const { body } = await by.post(COLLECTION, csrBody({ name }))
    await by.put(`${COLLECTION}/${name}/approval`, {
      ...body,
      status: { conditions: [{ type: 'Approved', status: 'True' }] },
    })
    const path = `${COLLECTION}/${name}`
    const certificate = async (): Promise<string | undefined> =>
      (await by.get(path)).body.status?.certificate
    await until(certificate, 'the CSR to be signed')
    return new X509Certificate(Buffer.from((await certificate())!, 'base64'))
  }

  await t.test('the servers agree on the leader', async (t) => {
    t.equal(await holder(behind), await holder(ahead))
  })

  await t.test("certificates have the leader's time, whichever server is called", async (t) => {
    for (const [i, by] of [behind, ahead].entries()) {
      const { validFrom, validTo, issuer } = await signed(`skew-${i}`, by)
      t.equal(Date.parse(validFrom), NOW - 300_000, 'the leader is the first server')
      t.ok(Date.parse(validTo) > NOW + HOUR)
      t.match(issuer, 'CN=')
    }
  })

  await t.test("a server accepts the other's tokens if they are valid by its clock", async (t) => {
    const tokenOf = async (by: TestServer, expirationSeconds: number) => {
      const { body } = await by.post(TOKEN, {
        apiVersion: 'authentication.k8s.io/v1',
        kind: 'TokenRequest',
        spec: { expirationSeconds },
      })
      return body.status.token
    }
    const codeAt = async (by: TestServer, token: string) =>
      await by.code('/api', { headers: { authorization: `Bearer ${token}` } })
    const long = await tokenOf(behind, 7200)
    t.equal(await codeAt(ahead, long), 200)
    t.equal(await codeAt(ahead, await tokenOf(behind, 600)), 401, 'the token has expired there')
    const early = await tokenOf(ahead, 7200)
    t.equal(await codeAt(behind, early), 401, 'the token is not valid yet')
    behind.clock.advance(HOUR)
    t.equal(await codeAt(behind, early), 200)
  })

  await t.test("events expire by the leader's time only", async (t) => {
    const { code } = await ahead.post(EVENTS, {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { name: 'news' },
      involvedObject: { namespace: 'default' },
    })
    t.equal(code, 201)
    // makes the event three hours old by the clock of `ahead`
    ahead.clock.advance(3 * HOUR)
    await signed('after', ahead)
    t.equal(await behind.code(`${EVENTS}/news`), 200, 'a follower does not delete it')
    behind.clock.advance(2 * HOUR)
    await until(async () => {
      behind.clock.advance(60_000)
      return (await ahead.code(`${EVENTS}/news`)) === 404
    }, 'the leader to expire the event')
  })

  await t.test('the other server takes over when the leader stops', async (t) => {
    const before = await holder(ahead)
    await behind.close()
    await until(async () => {
      const now = await holder(ahead)
      return now !== '' && now !== before
    }, 'another leader')
    const { validFrom } = await signed('last', ahead)
    t.equal(Date.parse(validFrom), ahead.clock.now() - 300_000)
  })
})
