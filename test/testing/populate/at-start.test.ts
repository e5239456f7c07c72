import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { X509Certificate } from 'node:crypto'
import t, { type Test } from 'tap'
import { startCluster } from '../../../src/index.ts'
import { readClusterLine } from '../../../src/cli/cluster-line.ts'
import { readOptionFiles } from '../../../src/cli/option-files.ts'
import { type OpenCluster, openCluster } from '../../../src/cli/serve/open-cluster.ts'
import { lineOf } from '../../fixtures/command.ts'
import { namesOf, startServer } from '../../fixtures/server.ts'

const MAP = '/api/v1/namespaces/shop/configmaps/a'

const TEAM = `apiVersion: v1
kind: Namespace
metadata: { name: shop }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: a, namespace: shop }
data: { a: '1' }
`

const JANE = `# of the team
apiVersion: csrlab/v1
kind: User
metadata: { name: jane }
spec:
  groups: [developers, ops]
  files: { key: jane.key, certificate: jane.crt, kubeconfig: jane.kubeconfig }
---
apiVersion: csrlab/v1
kind: User
metadata: { name: joe }
spec: { lifetime: 1h, files: { kubeconfig: keys/joe.kubeconfig } }
`

t.test('a reset restores the initial manifests', async (t) => {
  const server = await startServer(t, { populate: TEAM })
  for (let i = 0; i < 3; i++) {
    t.match((await server.get(MAP)).body, { data: { a: '1' } })
    await server.put(MAP, { metadata: { name: 'a' }, data: { a: '2' } })
    await server.create('/api/v1/namespaces', { metadata: { name: 'more' } })
    t.equal((await server.post('/csrlab/v1/reset', {})).code, 200)
    t.equal(await server.code('/api/v1/namespaces/more'), 404)
  }
  t.same(
    namesOf((await server.get('/api/v1/namespaces/shop/configmaps')).body),
    ['a', 'kube-root-ca.crt'],
    'the controllers add kube-root-ca.crt',
  )
})

t.test('startCluster() issues certificates for the users in its documents', async (t) => {
  const cluster = await startCluster({
    populate: [
      { apiVersion: 'csrlab/v1', kind: 'User', metadata: { name: 'jane' } },
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } },
    ],
  })
  t.teardown(() => cluster.close())
  const { certificate } = cluster.as('jane')
  t.equal(new X509Certificate(certificate).subject, 'CN=jane')
  await cluster.get('namespace/shop')
  await cluster.reset()
  await cluster.get('namespace/shop')
  t.equal(cluster.as('jane').certificate, certificate)
  await cluster.delete('namespace/shop')
  await cluster.waitFor('namespace/shop', 'deleted')
  await cluster.sleep()
  await cluster.wake()
  await t.rejects(
    cluster.get('namespace/shop'),
    /not found/,
    'waking does not apply the documents again',
  )
  t.equal(cluster.as('jane').certificate, certificate)
  await cluster.reset()
  await cluster.get('namespace/shop')
})

t.test('startCluster() rejects invalid documents with one sentence', async (t) => {
  const failure = async (populate: unknown) => {
    const starting = startCluster({ populate: populate as string })
    const error = await starting.then(
      async (cluster) => cluster.close(),
      (reason: Error) => reason,
    )
    return error instanceof Error ? error.message : 'it starts'
  }
  t.equal(
    await failure(`${TEAM}---\napiVersion: v1\nkind: ConfigMap\nmetadata: { name: 'B' }\n`),
    "populate: document 3, line 10: ConfigMap \"B\" is invalid: metadata.name: Invalid value: \"B\": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')",
  )
  t.match(await failure('a: ['), /^populate: document 1, line 2: yaml: /)
  t.match(
    await failure('fixtures/team.yaml'),
    /^populate is "fixtures.*looks like a path; give the doc/,
  )
  t.match(await failure(5), /^populate: give documents as a text/)
  t.equal(await failure(''), 'it starts')
})

/** Starts a cluster as `csrlab start --populate` does, with its data in `folder`. */
const started = async (t: Test, folder: string, populate: string) => {
  const { options, files } = readClusterLine(
    lineOf(['start', '--port', '0', '--populate', populate], {}),
  )
  const cluster = await openCluster({
    name: 'kubernetes',
    options: {
      ...options,
      ...readOptionFiles(files),
      caKeyType: 'p256',
      dataDir: join(folder, 'data'),
    },
    kubeconfig: (data) => join(data, 'kubeconfig'),
  })
  t.teardown(() => cluster.close())
  return cluster
}

t.test('a folder of files is applied at every start', async (t) => {
  const folder = t.testdir({ team: { 'a.yaml': TEAM, 'b.yml': JANE, 'c.txt': 'x', 'd.json': '' } })
  const team = join(folder, 'team')
  const text = (name: string) => readFileSync(join(team, name), 'utf8')
  const first = await started(t, folder, team)
  const version = async ({ server }: OpenCluster) =>
    (await server.inject('GET', MAP)).body['metadata']
  const written = await version(first)
  const certificate = text('jane.crt')
  t.match(text('keys/joe.kubeconfig'), /client-certificate-data: /)
  t.match(new X509Certificate(certificate).subject, /O=developers.*CN=jane/s)
  t.ok(text('jane.kubeconfig').includes(first.serving.url))
  t.equal(statSync(join(team, 'jane.key')).mode & 0o777, 0o600)
  await first.close()

  const second = await started(t, folder, team)
  t.same(await version(second), written, 'the ConfigMap is unchanged')
  t.not(text('jane.crt'), certificate, 'a new certificate')
  t.ok(text('jane.kubeconfig').includes(second.serving.url), 'the kubeconfig has the new port')
  await second.server.inject('DELETE', MAP)
  await second.close()

  const third = await started(t, folder, team)
  t.match(await version(third), { name: String }, 'deleted objects are back')
  await third.close()
})

t.test('a failed start leaves no files and no objects', async (t) => {
  const folder = t.testdir({
    team: { 'a.yaml': JANE, 'b.yaml': `${TEAM}---\nkind: Nothing\n` },
    outside: { 'a.yaml': TEAM, 'b.yaml': JANE.replace('jane.key', '../../jane.key') },
    empty: {},
  })
  const path = (name: string) => join(folder, name)
  await t.rejects(started(t, folder, path('team')), {
    name: 'OptionsError',
    message: new RegExp(`^--populate: ${path('team/b.yaml')}: document 3, line 10: `),
  })
  await t.rejects(started(t, folder, path('outside')), {
    message: new RegExp(
      `^--populate: ${path('outside/b.yaml')}: document 1, line 2: .* is outside `,
    ),
  })
  await t.rejects(started(t, folder, path('empty')), {
    message: `${path('empty')} has no files that end in .yaml, .yml, .json`,
  })
  await t.rejects(started(t, folder, path('missing')), {
    message: `cannot read ${path('missing')} (ENOENT); check the path`,
  })
  t.notOk(existsSync(path('data')))
  t.same(readdirSync(path('team')), ['a.yaml', 'b.yaml'])

  rmSync(path('team/b.yaml'))
  const cluster = await started(t, folder, path('team'))
  await cluster.close()
  await t.rejects(started(t, folder, path('outside')))
  const again = await started(t, folder, path('team'))
  t.equal((await again.server.inject('GET', MAP)).code, 404, 'the failed start left no objects')
})
