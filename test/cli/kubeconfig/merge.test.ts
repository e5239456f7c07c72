import t from 'tap'
import { parse, stringify } from 'yaml'
import { renderKubeconfig } from '../../../src/apiserver/client/kubeconfig.ts'
import {
  currentContext,
  KubeconfigError,
  mergeKubeconfig,
  withoutClusters,
} from '../../../src/cli/kubeconfig/merge.ts'
import { base64 } from '../../fixtures/builders.ts'
import { entriesOf } from '../../fixtures/kubeconfig.ts'

const parts = {
  server: 'https://127.0.0.1:6443',
  caPem: 'CA',
  user: 'kubernetes-admin',
  credentials: { certificatePem: 'CERTIFICATE', keyPem: 'KEY' },
}

t.test("a kubeconfig without a current context gets csrlab's", async (t) => {
  const empty = stringify({ apiVersion: 'v1', kind: 'Config', clusters: null })
  t.equal(currentContext(mergeKubeconfig(empty, parts)), 'kubernetes-admin@kubernetes')
  t.equal(mergeKubeconfig(' \n', parts), renderKubeconfig(parts), 'an empty file is replaced')
  t.equal(currentContext('clusters: ['), '')
})

t.test('a merge that would lose data is rejected', async (t) => {
  const real = stringify({
    kind: 'Config',
    clusters: [{ name: 'kubernetes', cluster: { server: 'https://production:6443' } }],
  })
  t.throws(() => mergeKubeconfig(real, parts), KubeconfigError)
  for (const text of ['eggs: 2', '- a', 'clusters: [', '{"kind":"List"}', 'text']) {
    t.throws(() => mergeKubeconfig(text, parts), { message: 'it is not a kubeconfig' }, text)
  }
})

const dev = { ...parts, name: 'dev', user: 'dev-admin', mark: { 'data-dir': '/data/dev' } }

t.test('entries of another csrlab cluster are kept, unless that cluster was deleted', async (t) => {
  const theirs = renderKubeconfig(dev)
  const other = { ...dev, caPem: 'OTHER', mark: { 'data-dir': '/data/elsewhere' } }
  t.throws(() => mergeKubeconfig(theirs, other), {
    name: 'KubeconfigError',
    message: 'it has another cluster named dev (/data/dev)',
  })
  const moved = { ...dev, mark: { 'data-dir': '/data/elsewhere' } }
  t.match(mergeKubeconfig(theirs, moved), '/data/elsewhere', 'the same CA is the same cluster')
  const anew = { ...dev, caPem: 'NEW' }
  t.match(mergeKubeconfig(theirs, anew), base64('NEW'), 'the same data folder is the same cluster')
  const gone: unknown[] = []
  const isGone = (mark: object) => gone.push(mark) > 0
  t.match(
    mergeKubeconfig(theirs, other, isGone),
    base64('OTHER'),
    'the entry of a deleted cluster is replaced',
  )
  t.same(gone, [{ provider: 'csrlab', 'data-dir': '/data/dev' }])
})

t.test('another user or context of the same name is not overwritten', async (t) => {
  const users = [{ name: 'kubernetes-admin', user: { token: 'production' } }]
  const text = (more: object) => stringify({ kind: 'Config', ...more })
  t.throws(() => mergeKubeconfig(text({ users }), parts), {
    message: 'it has another user named kubernetes-admin',
  })
  const contexts = [{ name: 'kubernetes-admin@kubernetes', context: { cluster: 'production' } }]
  t.throws(() => mergeKubeconfig(text({ contexts }), parts), {
    message: 'it has another context named kubernetes-admin@kubernetes',
  })
})

t.test('a cluster is removed, with everything that refers only to it', async (t) => {
  const both = mergeKubeconfig(renderKubeconfig(parts), { ...dev, caPem: 'DEV' })
  const isDev = ({ name }: { name: string }) => name === 'dev'
  const left = withoutClusters(both, isDev)!
  t.same(entriesOf(left), {
    clusters: ['kubernetes'],
    contexts: ['kubernetes-admin@kubernetes'],
    users: ['kubernetes-admin'],
  })
  t.equal(currentContext(left), 'kubernetes-admin@kubernetes')
  const config = parse(both)
  config.users.push({ name: 'jane', user: {} }, { name: 'eve', user: {} })
  config.contexts.push(
    { name: 'jane', context: { cluster: 'dev', user: 'jane' } },
    { name: 'eve', context: { cluster: 'dev', user: 'eve' } },
    { name: 'eve-here', context: { cluster: 'kubernetes', user: 'eve' } },
  )
  config['current-context'] = 'jane'
  const more = withoutClusters(stringify(config), isDev)!
  t.same(entriesOf(more), {
    clusters: ['kubernetes'],
    contexts: ['kubernetes-admin@kubernetes', 'eve-here'],
    users: ['kubernetes-admin', 'eve'],
  })
  t.equal(currentContext(more), '', 'the current context is gone')
  t.equal(withoutClusters(renderKubeconfig(dev), isDev), undefined, 'nothing is left')
  t.equal(
    withoutClusters(both, () => false),
    both,
  )
  const foreign = stringify({ kind: 'Config', clusters: [{ name: 'dev', cluster: {} }] })
  t.equal(withoutClusters(foreign, isDev), foreign, 'foreign entries stay')
})
