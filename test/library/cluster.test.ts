import { spawnSync } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import t from 'tap'
import { type Cluster, type Reference, startCluster } from '../../src/index.ts'
import { csrBody } from '../fixtures/builders.ts'
import { startedCluster } from '../fixtures/cluster.ts'
import { request, whoami } from './client.ts'

const CSRS = '/apis/certificates.k8s.io/v1/certificatesigningrequests'
const MAPS = '/api/v1/namespaces/default/configmaps'

const configMap = (name: string) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, labels: { app: name } },
})

const asked = async (cluster: Cluster, name: string) => {
  const { code } = await request(cluster, cluster, CSRS, csrBody({ name }))
  if (code !== 201) throw new Error(`${code}`)
}

t.test('as() returns the credentials of an issued user or the administrator', async (t) => {
  const cluster = await startedCluster(t)
  const jane = await cluster.issue({ commonName: 'jane', organizations: ['dev', 'ops'] })
  for (const who of [jane, 'jane']) {
    const { kubeconfig, certificate, key, headers } = cluster.as(who)
    t.equal(kubeconfig, jane.kubeconfig)
    t.equal(cluster.kubeconfig(who), kubeconfig)
    t.match(await whoami(cluster, { certificate, key }), { username: 'jane' })
    t.match(headers, { 'impersonate-user': 'jane', 'impersonate-group': ['dev', 'ops'] })
  }
  const admin = cluster.as('kubernetes-admin')
  t.equal(cluster.kubeconfig(), admin.kubeconfig)
  t.match(await whoami(cluster, admin), { username: 'kubernetes-admin' })
  t.same(admin.headers, { authorization: `Bearer ${cluster.token}` })
  t.throws(() => cluster.as('jnae'), /to "jnae"; did you mean jane\?/)
  t.throws(() => cluster.kubeconfig('somebody'), /there are kubernetes-admin, jane$/)
  t.throws(() => cluster.as({} as never), /give a user that issue\(\) made/)
})

t.test('issue() makes serving certificates, and rejects on errors and timeouts', async (t) => {
  const cluster = await startedCluster(t)
  const { certificate } = await cluster.issue({
    commonName: 'system:node:a',
    organizations: ['system:nodes'],
    signerName: 'kubernetes.io/kubelet-serving',
    sans: { dns: ['a.example.com'], ip: ['192.0.2.7'] },
    keyType: 'p384',
  })
  const { subjectAltName, publicKey } = new X509Certificate(certificate)
  t.equal(subjectAltName, 'DNS:a.example.com, IP Address:192.0.2.7')
  t.equal(publicKey.asymmetricKeyDetails?.namedCurve, 'secp384r1')
  await t.rejects(
    cluster.issue({ commonName: 'a', signerName: 'kubernetes.io/kubelet-serving' }),
    /system:nodes/,
    "the signer's error",
  )
  await t.rejects(cluster.issue({ commonName: 'a', signerName: 'example.com/a', timeout: '1ms' }), {
    message:
      /^timed out after 1ms waiting for certificatesigningrequests\/issue-\S+ to meet the condition; last seen: .*"signerName":"example.com\/a"/,
  })
  cluster.faults.add({
    name: 'mute',
    match: { everything: true },
    fault: { signer: { silent: true } },
  })
  await t.rejects(cluster.issue({ commonName: 'a', timeout: '200ms' }), {
    message: /; the fault mute holds it; last seen: /,
  })
  cluster.faults.clear()
  t.same(await cluster.list('csr'), [], 'no requests are left')
  await t.rejects(cluster.issue({ name: 'a' } as never), /no field "name"; known: commonName/)
})

t.test('objects are read, listed and deleted', async (t) => {
  const cluster = await startedCluster(t)
  for (const name of ['a', 'b']) await request(cluster, cluster, MAPS, configMap(name))
  const a = await cluster.get('configmap/a')
  t.match(a, { kind: 'ConfigMap', metadata: { name: 'a', namespace: 'default' } })
  t.same(await cluster.get('cm/default/a'), a)
  t.same(await cluster.get(a), a)
  const labelled = await cluster.list('ConfigMap', { namespace: 'default', labelSelector: 'app' })
  t.same(
    labelled.map(({ kind, apiVersion, metadata: { name } }) => [kind, apiVersion, name]),
    [
      ['ConfigMap', 'v1', 'a'],
      ['ConfigMap', 'v1', 'b'],
    ],
  )
  t.ok((await cluster.list('configmaps')).length > 4, 'all namespaces are listed')
  await cluster.delete('cm/a')
  await t.rejects(cluster.get('cm/a'), { code: 404, message: 'configmaps "a" not found' })
  t.match(await cluster.get('clusterrole/view'), { kind: 'ClusterRole' })
  const wrong: [Reference, RegExp][] = [
    ['confgmap/a', /no resource "confgmap"; did you mean configmap\?/],
    ['a', /"a" names no object; write it like/],
    ['cm/a/b/c', /names no object/],
    ['csr/default/a', /certificatesigningrequests have no namespace; write "csr\/a"/],
    [{ kind: 'ConfigMap' } as never, /needs apiVersion, kind and metadata\.name/],
    [{ kind: 'ConfigMap', apiVersion: 'v2', metadata: { name: 'a' } }, /; it is in v1$/],
  ]
  for (const [reference, message] of wrong) await t.rejects(cluster.get(reference), message)
})

t.test('documents and objects are applied', async (t) => {
  const cluster = await startedCluster(t, { management: false })
  const user = { apiVersion: 'csrlab/v1', kind: 'User', metadata: { name: 'jane' } }
  const { objects, users } = await cluster.apply([configMap('a'), user])
  t.same(objects, [
    { apiVersion: 'v1', kind: 'ConfigMap', name: 'a', namespace: 'default', result: 'created' },
  ])
  t.equal(users[0]!.kubeconfig, cluster.kubeconfig('jane'))
  t.match(await whoami(cluster, users[0]), { username: 'jane' })
  await cluster.apply('apiVersion: v1\nkind: ConfigMap\nmetadata: { name: b }\n')
  t.match(await cluster.get('cm/b'), { metadata: { name: 'b' } })
  await cluster.apply(configMap('c'))
  await t.rejects(cluster.apply([configMap('d'), { ...configMap('e'), data: { x: 1 } }]), {
    message: /^document 2, line 3: /,
  })
  t.equal(await cluster.waitFor('cm/d', 'deleted', { timeout: '0s' }), undefined)
})

t.test('CSRs are decided and awaited', async (t) => {
  const cluster = await startedCluster(t)
  await asked(cluster, 'jane')
  await asked(cluster, 'eve')
  await cluster.approve('jane')
  const signed = await cluster.waitFor<{
    kind: string
    apiVersion: string
    metadata: object
    status?: { certificate?: string }
  }>('csr/jane', (csr) => csr?.status?.certificate !== undefined)
  t.match(signed?.status?.certificate, /^LS0t/)
  await cluster.deny('eve', 'who is that?')
  t.match(await cluster.waitFor('csr/eve', 'Denied'), {
    status: { conditions: [{ type: 'Denied', status: 'True', message: 'who is that?' }] },
  })
  await t.rejects(cluster.waitFor('csr/eve', 'Approved', { timeout: '1ms' }), {
    message:
      /^timed out after 1ms waiting for certificatesigningrequests\/eve to be Approved; last seen: .*"message":"who is that\?"/,
  })
  await t.rejects(
    cluster.waitFor('csr/nobody', 'exists', { timeout: '1ms' }),
    /to exist; last seen: nothing$/,
  )
  t.match(await cluster.waitFor('csr/eve', 'exists'), { metadata: { name: 'eve' } })
  await cluster.delete('csr/eve')
  t.equal(await cluster.waitFor('csr/eve', 'deleted'), undefined)
  await t.rejects(cluster.approve('nobody'), /"nobody" not found/)
})

t.test('a cluster is reset, saved and restored', async (t) => {
  const cluster = await startedCluster(t, { clock: 'frozen' })
  const { clock } = cluster
  const start = clock.now()
  const jane = await cluster.issue({ commonName: 'jane' })
  await request(cluster, cluster, MAPS, configMap('a'))
  const kept = await cluster.snapshot('with-a')
  await cluster.snapshot()
  t.same(kept.time, new Date(Math.floor(start.getTime() / 1000) * 1000))
  await clock.advance('1h')
  await cluster.reset()
  t.same(clock.now(), start)
  await t.rejects(cluster.get('cm/a'), /not found/)
  t.match(await whoami(cluster, jane), { username: 'jane' }, 'users stay')
  await kept.restore()
  t.match(await cluster.get('cm/a'), { metadata: { name: 'a' } })
  t.same(
    cluster.snapshots().map(({ name, size }) => [name, size === kept.size]),
    [
      ['snapshot-2', true],
      ['with-a', true],
    ],
  )
  await kept.delete()
  await t.rejects(kept.restore(), /there is no snapshot with-a/)
})

t.test('calls on a closed cluster fail, except for sleep() and close()', async (t) => {
  let kept: Cluster
  {
    await using cluster = await startCluster()
    kept = cluster
    t.equal((await request(cluster, cluster, '/readyz')).code, 200)
  }
  await kept.close()
  const closed = /^the cluster is closed: start another one$/
  t.throws(() => kept.kubeconfig(), { message: closed })
  t.throws(() => kept.as('kubernetes-admin'), { message: closed })
  t.throws(() => kept.snapshots(), { message: closed })
  t.throws(() => kept.clock.now(), { message: closed })
  const late: Promise<unknown>[] = [
    kept.issue({ commonName: 'jane' }),
    kept.get('cm/a'),
    kept.list('cm'),
    kept.delete('cm/a'),
    kept.approve('a'),
    kept.deny('a'),
    kept.waitFor('cm/a', 'exists'),
    kept.reset(),
    kept.snapshot(),
    kept.clock.advance('1h'),
    kept.wake(),
  ]
  for (const refused of late) await t.rejects(refused, { message: closed })
  await t.resolves(kept.sleep())
})

t.test('an unclosed cluster does not keep its process alive', async (t) => {
  const program = `
    import { request } from 'node:https'
    import { startCluster } from ${JSON.stringify(new URL('../../src/index.ts', import.meta.url).href)}
    const cluster = await startCluster()
    await cluster.issue({ commonName: 'jane' })
    const { url, caPem: ca, token } = cluster
    const agent = new (await import('node:https')).Agent({ keepAlive: true })
    const headers = { authorization: 'Bearer ' + token }
    const answer = await new Promise((resolve) => request(url + '/api', { ca, headers, agent }, resolve).end())
    for await (const _ of answer);
    console.log(answer.statusCode)
    process.on('exit', () => console.log('nothing waits'))
  `
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', './build/loader/register.mjs', '--input-type=module', '--eval', program],
    { encoding: 'utf8', timeout: 240_000 },
  )
  t.match({ status, stdout, stderr }, { status: 0, stdout: '200\nnothing waits\n' })
})

t.test('a call rejects if its connection is dropped, even for a missing object', async (t) => {
  const cluster = await startedCluster(t)
  for (const drop of ['before', 'after'] as const) {
    const match = { resource: 'configmaps', verb: 'get' }
    cluster.faults.add({ name: drop, match, fault: { drop }, times: 2 })
    await t.rejects(cluster.get('configmap/kube-root-ca.crt'), /destroyed before completion/)
    await t.rejects(cluster.get('configmap/missing'), /destroyed before completion/)
    const [entry] = await cluster.requests({ fault: drop })
    t.equal(entry?.code, 0)
  }
})
