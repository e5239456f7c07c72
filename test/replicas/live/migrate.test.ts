/** A cluster that goes from a data folder into etcd, and back. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { systemClock, systemEntropy } from '../../../src/boot/system.ts'
import { createServer, type Server } from '../../../src/server.ts'
import { start } from '../../cli/process.ts'
import { COLLECTION, csrBody } from '../../fixtures/builders.ts'
import { Client } from '../../fixtures/client.ts'
import { type } from '../../fixtures/command.ts'
import { startEtcd, withoutEtcd } from '../../fixtures/etcd.ts'
import { until } from '../../fixtures/waits.ts'
import { sqlite } from '../../../src/store/sqlite/load.ts'

const PASSPHRASE = 'of all replicas'
const SIGNER = 'example.com/shop'
const TOKEN = '/api/v1/namespaces/default/serviceaccounts/default/token'
const REVIEWS = '/apis/authentication.k8s.io/v1/selfsubjectreviews'
const BUNDLES = '/apis/certificates.k8s.io/v1/clustertrustbundles'
const CONFIG_MAPS = '/api/v1/namespaces/default/configmaps'
const COLLECTIONS = [CONFIG_MAPS, COLLECTION, '/api/v1/namespaces', '/api/v1/serviceaccounts']

type Options = Parameters<typeof createServer>[0]

const serving = async <T>(
  t: Test,
  options: Options,
  task: (server: Server, client: Client) => Promise<T>,
): Promise<T> => {
  const server = await createServer({
    caKeyType: 'p256',
    clock: systemClock,
    kubernetesVersion: 'v1.37',
    podCertificateSigner: SIGNER,
    ...options,
  })
  const client = new Client(server, (await server.listen()).url)
  t.teardown(() => server.close())
  try {
    return await task(server, client)
  } finally {
    client.disconnect()
    await server.close()
  }
}

interface Seen {
  readonly authority: string
  readonly token: string
  /** of a service account */
  readonly issued: string
  /** the CA of the signer for pods */
  readonly podSigner: string
  /** by their paths, as they are sent, and without a resourceVersion */
  readonly objects: ReadonlyMap<string, string>
  readonly bare: readonly string[]
  readonly revisions: readonly number[]
  readonly snapshots: readonly object[]
}

/** `issued`: before; default: one is made */
const seen = async (server: Server, client: Client, issued?: string): Promise<Seen> => {
  const token: string = issued ?? (await client.post(TOKEN, {})).body.status.token
  await client.post(REVIEWS, {}, { token }).then(({ body }) => {
    if (body.status?.userInfo.username !== 'system:serviceaccount:default:default')
      throw new Error(`the token does not log in: ${JSON.stringify(body)}`)
  })
  const bundles: { spec: { signerName: string; trustBundle: string } }[] = (
    await client.get(BUNDLES)
  ).body.items
  const ofSigner = bundles.filter(({ spec }) => spec.signerName === SIGNER)
  const objects = new Map<string, string>()
  const revisions: number[] = []
  for (const path of COLLECTIONS) {
    for (const item of (await client.get(path)).body.items) {
      objects.set(`${path} ${item.metadata.namespace} ${item.metadata.name}`, JSON.stringify(item))
      revisions.push(Number(item.metadata.resourceVersion))
    }
  }
  return {
    authority: server.authority.certificatePem,
    token: server.adminToken,
    issued: token,
    podSigner: ofSigner.map(({ spec }) => spec.trustBundle).join(),
    objects,
    bare: [...objects.values()].map((text) => text.replace(/"resourceVersion":"\d+",/, '')),
    revisions,
    snapshots: server.snapshots
      .all()
      .map((snapshot) => ({ ...snapshot, entries: server.snapshots.entries(snapshot.name) })),
  }
}

/** A cluster with something of everything. */
const filled = (t: Test, dataDir: string): Promise<Seen> =>
  serving(t, { dataDir }, async (server, client) => {
    await client.post(CONFIG_MAPS, { metadata: { name: 'a' }, data: { color: 'red', ä: '😀' } })
    await client.post(CONFIG_MAPS, { metadata: { name: 'b' } })
    await server.worlds.save('first')
    await client.put(`${CONFIG_MAPS}/b`, { metadata: { name: 'b' }, data: { changed: 'yes' } })
    const created = await client.post(COLLECTION, csrBody({ name: 'jane' }))
    await client.put(`${COLLECTION}/jane/approval`, {
      ...created.body,
      status: { conditions: [{ type: 'Approved', status: 'True' }] },
    })
    await until(async () => (await client.get(`${COLLECTION}/jane`)).body.status?.certificate)
    return seen(server, client)
  })

t.test('a cluster moves', { skip: withoutEtcd }, async (t) => {
  const [member] = await startEtcd(t)
  const folder = t.testdirName
  const passphrase = join(folder, 'passphrase')
  writeFileSync(passphrase, `${PASSPHRASE}\n`)
  const inEtcd = { etcdServers: [member!.url], encryptionPassphrase: PASSPHRASE }
  const line = (to: string, dataDir: string, ...more: string[]): string[] => [
    'migrate',
    `--to=${to}`,
    `--data-dir=${dataDir}`,
    `--etcd-servers=${member!.url}`,
    `--encryption-passphrase-file=${passphrase}`,
    ...more,
  ]
  const typed = (...args: Parameters<typeof line>) =>
    type(line(...args), { entropy: systemEntropy, readFile: (path) => readFileSync(path) })
  const from = join(folder, 'from')
  const before = await filled(t, from)

  await t.test('into etcd', async (t) => {
    await serving(t, { dataDir: from }, async () => {
      const used = await typed('etcd', from)
      t.match(used, { code: 3, text: /from\/csrlab.db is in use by another process: stop it/ })
    })
    const done = await typed('etcd', from)
    t.match(done, { code: 0, text: /^\d+ objects and \d+ snapshots are in etcd under \/registry/ })
    t.match(await typed('etcd', from), { code: 1, text: /etcd holds a cluster under \/registry/ })
    await serving(t, inEtcd, async (server, client) => {
      const after = await seen(server, client, before.issued)
      t.same(after.bare, before.bare, 'all objects, byte for byte')
      t.equal(after.authority, before.authority)
      t.equal(after.token, before.token)
      t.match(before.podSigner, /^-----BEGIN CERTIFICATE-----\n[^,]+$/)
      t.equal(after.podSigner, before.podSigner)
      t.same(after.snapshots, before.snapshots)
      t.ok(Math.min(...after.revisions) > Math.max(...before.revisions), 'none goes back')
      const old = await client.get(
        `${CONFIG_MAPS}?watch=1&resourceVersion=${Math.max(...before.revisions)}`,
      )
      t.match(JSON.stringify(old.body), /"code":410/, 'who watched before has to list anew')
      const copy = join(folder, 'copy.db')
      t.match(await type(['backup', copy, ...line('', '').slice(3)], { entropy: systemEntropy }), {
        code: 0,
        text: /^\S+copy.db {2}\d+ objects at revision \d+\n$/,
      })
      t.match(await type(['check', copy]), { code: 0 })
      t.match(await typed('sqlite', join(folder, 'used')), {
        code: 3,
        text: /is in use: stop all its replicas/,
      })
    })
  })

  await t.test('and back', async (t) => {
    const to = join(folder, 'to')
    const replica = await serving(t, inEtcd, (server, client) =>
      seen(server, client, before.issued),
    )
    const done = await typed('sqlite', to)
    t.match(done, { code: 0, text: /^\d+ objects and \d+ snapshots are in \S+to\/csrlab.db/ })
    t.match(await typed('sqlite', to), { code: 1, text: /to\/csrlab.db holds a cluster already/ })
    t.match(await type(['check', '--data-dir', to, '--encryption-passphrase-file', passphrase]), {
      code: 0,
    })
    await serving(t, { dataDir: to, encryptionPassphrase: PASSPHRASE }, async (server, client) => {
      const after = await seen(server, client, before.issued)
      t.same(after, replica, 'all is as it was, resourceVersions too')
      const made = await client.post(CONFIG_MAPS, { metadata: { name: 'new' } })
      t.ok(Number(made.body.metadata.resourceVersion) > Math.max(...replica.revisions))
    })
  })

  await t.test('killed half-way into a folder, which holds nothing then', async (t) => {
    const to = join(folder, 'half')
    const database = join(to, 'csrlab.db')
    const child = start(line('sqlite', to), { cwd: folder })
    await until(() => existsSync(`${database}.part`), 'it has begun')
    child.process.kill('SIGKILL')
    await child.ended
    // all of it, where it was quicker
    if (existsSync(database)) t.match(await type(['check', database]), { code: 0 })
    else t.match(await typed('sqlite', to), { code: 0 })
    t.same(readdirSync(to), ['csrlab.db'])
    await serving(t, { dataDir: to, encryptionPassphrase: PASSPHRASE }, async (server, client) => {
      t.same((await seen(server, client, before.issued)).authority, before.authority)
    })
  })

  await t.test('killed half-way into etcd, and begun anew', async (t) => {
    const db = sqlite().open(join(from, 'csrlab.db'))
    db.exec('UPDATE compaction SET revision = 20000')
    db.close()
    const prefix = ['--etcd-prefix', '/other']
    const child = start(line('etcd', from, ...prefix), { cwd: folder })
    const isBegun = async (): Promise<boolean> => {
      const key = Buffer.from('/other/csrlab/settings/migration').toString('base64')
      const answer = await fetch(`${member!.url}/v3/kv/range`, {
        method: 'POST',
        body: JSON.stringify({ key }),
      })
      return 'kvs' in ((await answer.json()) as object)
    }
    await until(isBegun, 'it has begun')
    child.process.kill('SIGKILL')
    await child.ended
    t.match(
      await createServer({ ...inEtcd, etcdPrefix: '/other' }).catch(
        (error: Error) => error.message,
      ),
      /\/other in etcd holds a part of a cluster, since csrlab migrate --to etcd was interrupted: run it/,
    )
    t.match(await typed('etcd', from, ...prefix), { code: 0 })
    await serving(t, { ...inEtcd, etcdPrefix: '/other' }, async (server, client) => {
      const after = await seen(server, client, before.issued)
      t.same(after.bare, before.bare)
      t.ok(Math.min(...after.revisions) > 20_000)
    })
  })
})
