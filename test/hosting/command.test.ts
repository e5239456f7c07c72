import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { systemClock } from '../../src/server/system.ts'
import { type } from '../fixtures/command.ts'
import { kubeconfigOf } from '../fixtures/kubeconfig.ts'
import { ask, startHost } from './host.ts'
import { wordsOf } from '../fixtures/words.ts'

const terminal = async (t: Test) => {
  const started = await startHost(t, { clock: systemClock })
  const files: Record<string, string> = { k: kubeconfigOf(started.url, started.host) }
  const readFile = (path: string) =>
    files[path] === undefined ? undefined : Buffer.from(files[path])
  const csrlab = (...args: string[]) =>
    type(wordsOf(args), { readFile, environment: { KUBECONFIG: 'k' } })
  return { ...started, csrlab, files }
}

t.test('clusters are created, listed and deleted from the command line', async (t) => {
  const { csrlab, files } = await terminal(t)
  t.match((await csrlab('clusters')).text, /^There are no clusters; csrlab clusters create NAME/)
  t.match(await csrlab('clusters create dev --ttl 4h'), {
    code: 0,
    text: /^made dev, https:\/\/127.0.0.1:\d+\/clusters\/dev\nto get a kubeconfig: csrlab clusters kubeconfig dev > /,
  })
  t.match(await csrlab('clusters create --count 30 --prefix team-'), {
    code: 0,
    text: /^made 30 clusters\n/,
  })
  const listed = (await csrlab('clusters list')).text.split('\n')
  t.match(listed[0], /^NAME {5}STATE {3}OBJECTS {2}EXPIRES$/)
  t.match(listed[1], /^dev +asleep +- +\d{4}-\S+Z$/)
  t.match(listed.at(-2), /^team-30 +asleep +- +never$/)
  t.equal(JSON.parse((await csrlab('clusters --json')).text).clusters.length, 31)
  t.match(await csrlab('clusters create dev'), { code: 1, text: /"dev" already exists/ })
  for (const [line, message] of [
    ['create', /name a cluster, or give a number with --count/],
    ['create --count 0', /--count is "0"; write a whole number from 1 to 10000/],
    ['create --prefix x-', /--prefix needs --count/],
  ] as const)
    t.match(await csrlab(`clusters ${line}`), { code: 2, text: message })
  for (const [line, message] of [
    ['create A', /names\[0\].*at most 63 lower-case letters/],
    ['create a a', /names/],
    ['create a --ttl soon', /ttl.*4h/],
    ['kubeconfig ../x', /there is no/],
    ['kubeconfig none', /"none" not found/],
  ] as const)
    t.match(await csrlab(`clusters ${line}`), { code: 1, text: message })

  const { text } = await csrlab('clusters kubeconfig dev')
  t.match(text, /tls-server-name: dev.csrlab.internal/)
  files['dev'] = text
  t.match((await csrlab('clock --kubeconfig dev --json')).text, /"time"/, 'by name')
  files['path'] = (await csrlab('clusters kubeconfig dev --path')).text
  t.match((await csrlab('clock --kubeconfig path --json')).text, /"time"/, 'by path')

  t.match(await csrlab('clusters delete --count 30 --prefix team-'), {
    text: 'deleted 30 clusters\n',
  })
  await csrlab('clusters create a-1 a-2 b')
  t.match(await csrlab('clusters delete --prefix a-'), {
    code: 2,
    text: /add --yes to delete 2 clusters/,
  })
  t.match(await csrlab('clusters delete --prefix a- --yes'), { text: 'deleted 2 clusters\n' })
  t.match(await csrlab('clusters delete --all --yes'), { text: 'deleted 2 clusters\n' })
  await csrlab('clusters create dev')
  t.match(await csrlab('clusters delete dev'), { text: 'deleted dev\n' })
  t.match(await csrlab('clusters delete dev'), { code: 1, text: /"dev" not found/ })
})

t.test('clusters have their own options', async (t) => {
  const { csrlab, ...started } = await terminal(t)
  const { host } = started
  const documents = join(t.testdir(), 'documents.yaml')
  writeFileSync(documents, 'apiVersion: v1\nkind: Namespace\nmetadata: { name: shop }\n')
  const flags =
    '--kubernetes-version v1.34 --hints full --runtime-config certificates.k8s.io/v1alpha1 --signer-delay 3s --clock 2026-01-31T12:00:00Z --populate'
  const made = await csrlab('clusters create old old-2', ...flags.split(' '), documents)
  t.match(made, { code: 0, text: /^made 2 clusters/ })
  const options = {
    kubernetesVersion: 'v1.34',
    runtimeConfig: { 'certificates.k8s.io/v1alpha1': true },
    hints: 'full',
    signerDelay: '3s',
    clock: '2026-01-31T12:00:00Z',
  }
  const { clusters } = (await host.inject('GET', '/csrlab/v1/clusters')).body
  t.match(clusters, [
    { ...options, state: 'awake' },
    { ...options, state: 'asleep' },
  ])
  await csrlab('clusters create plain')
  const get = async (name: string, path: string) =>
    ask(started.port, {
      ...(await started.access(name, 'path')),
      path: `/clusters/${name}${path}`,
    })
  for (const name of ['old', 'old-2']) {
    t.match((await get(name, '/version')).body, { minor: '34' })
    t.match(
      (await get(name, '/api/v1/namespaces/shop')).body.metadata.creationTimestamp,
      /^2026-01-31T12/,
    )
  }
  t.match((await get('plain', '/version')).body, { minor: '36' })
  t.match(await get('plain', '/api/v1/namespaces/shop'), { code: 404 })

  const refused = { names: ['x', 'y'] }
  for (const [wish, message] of [
    [{ kubernetesVersion: 'v1.2' }, /v1\.2/],
    [{ runtimeConfig: { 'api/gamma': true } }, /^runtimeConfig names "api\/gamma"/],
    [{ clock: 'noon' }, /clock: the Date is invalid/],
    [{ populate: 'kind: Nothing' }, /^populate: /],
    [{ hints: 'long' }, /hints/],
  ] as const)
    t.match(await host.inject('POST', '/csrlab/v1/clusters', { ...refused, ...wish }), {
      code: /^(400|422)$/,
      body: { message },
    })
  t.match(
    await host.inject('GET', '/csrlab/v1/clusters/x'),
    { code: 404 },
    'the cluster was not created',
  )
})

t.test('clusters create --from makes a cluster for each person in a file', async (t) => {
  const { csrlab } = await terminal(t)
  const file = join(t.testdir(), 'people.csv')
  writeFileSync(file, '\ufeffName;Mail\r\n"Doe; Jane";j@x.example\r\nZoë Groß;z@x\r\n\r\n가나\r\n')
  t.match(await csrlab('clusters create --from', file), { text: /^made 3 clusters/ })
  const { clusters } = JSON.parse((await csrlab('clusters --json')).text)
  t.same(
    clusters.map(({ name }: { name: string }) => name),
    ['doe-jane', 'zoe-gross', 'learner-3'],
  )
  t.match(await csrlab('clusters create --from', `${file}x`), { code: 3, text: /ENOENT/ })
})
