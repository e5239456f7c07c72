/** An older and a newer csrlab on one etcd: what they share, and what the older one leaves alone since it does not know it. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { run } from '../../cli/process.ts'
import { type Member, startEtcd, withoutEtcd } from '../../fixtures/etcd.ts'
import { freePorts } from '../../fixtures/free-ports.ts'
import { until } from '../../fixtures/waits.ts'
import { Client, CONFIG_MAPS, CSRS } from '../../reliability/client.ts'
import { approval, csr, makeRequests } from '../../reliability/requests.ts'
import { ReplicaProcess } from '../fleet.ts'
import { makeBuild } from '../newer-build.ts'

const LEASE = '/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/kube-controller-manager'
const BUNDLES = '/apis/certificates.k8s.io/v1beta1/clustertrustbundles'
const SNAPSHOTS = '/csrlab/v1/snapshots'

/** Of etcd's own, in JSON. */
class Keys {
  readonly #url: string

  constructor({ url }: Member) {
    this.#url = url
  }

  async #ask(method: string, asked: Readonly<Record<string, string>>) {
    const body = Object.entries(asked).map(([name, text]) => [name, btoa(text)])
    const answer = await fetch(`${this.#url}/v3/kv/${method}`, {
      method: 'POST',
      body: JSON.stringify(Object.fromEntries(body)),
    })
    return (await answer.json()) as {
      readonly header: { readonly revision: string }
      readonly kvs?: readonly { readonly value: string; readonly mod_revision: string }[]
    }
  }

  async put(key: string, value: string): Promise<void> {
    await this.#ask('put', { key, value })
  }

  async get(key: string): Promise<{ value: string; revision: string } | undefined> {
    const [kv] = (await this.#ask('range', { key })).kvs ?? []
    return kv && { value: atob(kv.value), revision: kv.mod_revision }
  }

  async revision(): Promise<number> {
    return Number((await this.#ask('range', { key: '/' })).header.revision)
  }
}

/** What a later csrlab may keep beside what there is today. */
const OF_A_LATER_ONE: Readonly<Record<string, string>> = {
  '/registry/example.com/gadgets/default/first':
    '{"apiVersion":"example.com/v1","kind":"Gadget","metadata":{"name":"first","namespace":"default"}}',
  '/registry/csrlab/settings/of-the-later': 'anything',
  '/registry/csrlab/of-the-later/anything': '\0',
}

t.test('two versions on one etcd', { skip: withoutEtcd }, async (t) => {
  const [member] = await startEtcd(t)
  const keys = new Keys(member!)
  const folder = join(t.testdirName, 'versions')
  mkdirSync(folder, { recursive: true })
  const passphrase = join(folder, 'passphrase')
  writeFileSync(passphrase, 'of all replicas\n', { mode: 0o600 })
  const inEtcd = ['--etcd-servers', member!.url, '--encryption-passphrase-file', passphrase]
  const args = [...inEtcd, '--log-level', 'error']
  const cli = makeBuild(join(folder, 'newer'), '99.0.0')
  const [a, b] = await freePorts(2)
  const less = ['--kubernetes-version=v1.34', '--feature-gates=ClusterTrustBundle=false']
  const older = new ReplicaProcess('older', a!, folder, [...args, ...less])
  const more = [
    '--kubernetes-version=v1.37',
    '--feature-gates=ClusterTrustBundle=true',
    '--runtime-config=certificates.k8s.io/v1beta1=true',
  ]
  const newer = new ReplicaProcess('newer', b!, folder, [...args, ...more], cli)
  const clients: Client[] = []
  t.teardown(async () => {
    for (const client of clients) client.close()
    await Promise.all([older, newer].map((replica) => replica.end('SIGKILL')))
  })
  const clientOf = (replica: ReplicaProcess): Client => {
    const client = new Client(replica)
    clients.push(client)
    return client
  }
  const isNamed = async (client: Client): Promise<string> => {
    const { code, json } = await client.ask('GET', LEASE)
    return code === 200 ? json.spec.holderIdentity : ''
  }
  const [request] = await makeRequests(1)
  const make = async (name: string, by: Client): Promise<void> => {
    await by.must('POST', CSRS, csr(name, request!))
  }
  const approve = async (name: string, by: Client): Promise<void> => {
    await by.must('PUT', `${CSRS}/${name}/approval`, approval(name))
    const isSigned = async (): Promise<boolean> =>
      (await by.must('GET', `${CSRS}/${name}`)).status.certificate !== undefined
    await until(isSigned, `${name} signed`)
  }

  await newer.start()
  for (const [key, value] of Object.entries(OF_A_LATER_ONE)) await keys.put(key, value)
  const before = await Promise.all(Object.keys(OF_A_LATER_ONE).map((key) => keys.get(key)))
  await older.start()
  const [old, young] = [clientOf(older), clientOf(newer)]

  await t.test('follow one leader, whichever it is', async (t) => {
    t.match(await young.must('GET', '/version'), { gitVersion: /^v1\.37/ })
    t.match(await old.must('GET', '/version'), { gitVersion: /^v1\.34/ })
    await until(() => isNamed(old), 'somebody leads')
    const first = await isNamed(old)
    t.equal(await isNamed(young), first)
    await make('by-newer', old)
    await approve('by-newer', old)

    await newer.end('SIGTERM')
    await until(async () => ![first, ''].includes(await isNamed(old)), 'the older one leads')
    await make('by-older', old)
    await approve('by-older', old)
    const second = await isNamed(old)
    await newer.start()
    const again = clientOf(newer)
    await make('by-older-again', again)
    await approve('by-older-again', again)
    t.equal(await isNamed(again), second, 'it goes on to lead')
  })

  await t.test('of which the older one keeps what it does not know', async (t) => {
    const key = `/registry/certificatesigningrequests/later`
    await make('later', old)
    const { value } = (await keys.get(key))!
    await keys.put(key, value.replace('"spec":{', '"spec":{"ofTheLater":{"a":[1]},'))
    const changed = (await keys.get(key))!
    await until(
      async () => (await old.must('GET', `${CSRS}/later`)).spec.ofTheLater !== undefined,
      'a field that it does not know is shown',
    )
    await approve('later', old)
    const after = (await keys.get(key))!
    t.not(after.revision, changed.revision)
    t.match(JSON.parse(after.value).spec.ofTheLater, { a: [1] }, 'approved and signed by the older')
    await old.must('PATCH', `${CSRS}/later`, Buffer.from('{"metadata":{"labels":{"a":"b"}}}'), {
      'content-type': 'application/merge-patch+json',
    })
    t.match(JSON.parse((await keys.get(key))!.value), {
      metadata: { labels: { a: 'b' } },
      spec: { ofTheLater: { a: [1] } },
    })
  })

  await t.test('also when it brings back a snapshot, or what a first start leaves', async (t) => {
    const again = clientOf(newer)
    t.equal((await old.ask('GET', BUNDLES)).code, 404)
    const bundle = { metadata: { name: 'of-the-newer' }, spec: { trustBundle: String(again.ca) } }
    await again.must('POST', BUNDLES, bundle)
    await again.must('PUT', `${SNAPSHOTS}/of-the-newer`, {})
    await old.must('PUT', `${SNAPSHOTS}/of-the-older`, {})
    await old.must('POST', CONFIG_MAPS, { metadata: { name: 'to-go' } })
    await old.must('POST', `${SNAPSHOTS}/of-the-older/restore`)
    t.equal((await old.ask('GET', `${CONFIG_MAPS}/to-go`)).code, 404)
    t.equal((await again.ask('GET', `${BUNDLES}/of-the-newer`)).code, 200, 'not served, and kept')
    await old.must('POST', `${SNAPSHOTS}/of-the-newer/restore`)
    t.equal((await again.ask('GET', `${BUNDLES}/of-the-newer`)).code, 200)
    await old.must('POST', '/csrlab/v1/reset', {})
    t.equal((await again.ask('GET', `${BUNDLES}/of-the-newer`)).code, 404)
  })

  await t.test('and nothing of it was written again', async (t) => {
    t.same(await Promise.all(Object.keys(OF_A_LATER_ONE).map((key) => keys.get(key))), before)
    await older.end('SIGTERM')
    await older.start()
    t.same(await Promise.all(Object.keys(OF_A_LATER_ONE).map((key) => keys.get(key))), before)
  })

  await t.test('of two formats the older one does not start on the newer', async (t) => {
    const prefix = '--etcd-prefix=/newest'
    const made = makeBuild(join(folder, 'newest'), '99.1.0', 2)
    const newest = new ReplicaProcess('newest', b!, folder, [...args, prefix], made)
    await newer.end('SIGTERM')
    await newest.start()
    await newest.end('SIGTERM')
    const there = await keys.revision()
    const sentence =
      /^csrlab: what is in etcd under \/newest was written by a newer csrlab \(its format is 2, this program knows 1\): use that one, or another --etcd-prefix/m
    for (const line of [
      ['start', '--port=0', '--data-dir=other'],
      ['migrate', '--to=sqlite', '--data-dir=other'],
      ['migrate', '--to=etcd', `--data-dir=${join(folder, 'plain')}`],
      ['backup', 'copy.db'],
    ]) {
      if (line[1] === '--to=etcd') {
        const plain = new ReplicaProcess('plain', b!, folder, [])
        await plain.start()
        await plain.end('SIGTERM')
      }
      const { code, stderr } = await run([...line, ...inEtcd, prefix], { cwd: folder })
      t.equal(code, 3, line.join(' '))
      t.match(stderr, sentence)
    }
    // the older one under the other prefix may renew its lease
    t.equal((await keys.get('/newest/csrlab/format'))!.value, '2')
    t.ok((await keys.revision()) >= there)
  })

  await t.test('and one that is running meets it, and touches nothing any more', async (t) => {
    const serving = clientOf(older)
    await serving.must('POST', CONFIG_MAPS, { metadata: { name: 'known' } })
    t.equal((await keys.get('/registry/csrlab/format'))!.value, '1')
    await keys.put('/registry/csrlab/format', '2')
    await until(async () => (await serving.ask('GET', '/readyz')).code !== 200, 'it is not ready')
    const { revision } = (await keys.get('/registry/csrlab/format'))!
    const verbose = await serving.ask('GET', '/readyz?verbose')
    t.match(String(verbose.body), 'etcd-readiness')
    const written = await serving.ask('POST', CONFIG_MAPS, { metadata: { name: 'more' } })
    t.equal(written.code, 503)
    t.match(written.json.message, /^what is in etcd under \/registry was written by a newer csrlab/)
    t.equal((await serving.ask('GET', CONFIG_MAPS)).code, 503)
    t.equal((await serving.ask('PUT', `${SNAPSHOTS}/late`)).code >= 500, true)
    const cached = await serving.ask('GET', `${CONFIG_MAPS}/known?resourceVersion=0`)
    t.equal(cached.code, 200, 'what it knows already can be read')
    t.equal((await serving.ask('GET', '/livez')).code, 200)
    const ended = await older.end('SIGTERM')
    t.equal(ended?.code, 0)
    t.equal(await keys.revision(), Number(revision), 'the Lease was not even given away')
  })
})
