import t from 'tap'
import { parse, stringify } from 'yaml'
import {
  contextName,
  currentContext,
  KubeconfigError,
  mergeKubeconfig,
  renderKubeconfig,
} from '../../src/terminal/kubeconfig.ts'

const parts = {
  server: 'https://127.0.0.1:6443',
  caPem: 'CA',
  user: 'kubernetes-admin',
  credentials: { certificatePem: 'CERTIFICATE', keyPem: 'KEY' },
}

const base64 = (text: string): string => Buffer.from(text).toString('base64')

t.test('one cluster, one user, and the context that joins them', (t) => {
  const config = parse(renderKubeconfig(parts))
  t.match(config, {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [
      {
        name: 'kubernetes',
        cluster: { server: parts.server, 'certificate-authority-data': base64('CA') },
      },
    ],
    contexts: [
      {
        name: 'kubernetes-admin@kubernetes',
        context: { cluster: 'kubernetes', user: 'kubernetes-admin' },
      },
    ],
    'current-context': 'kubernetes-admin@kubernetes',
    users: [
      {
        name: 'kubernetes-admin',
        user: {
          'client-certificate-data': base64('CERTIFICATE'),
          'client-key-data': base64('KEY'),
        },
      },
    ],
  })
  t.equal(contextName('jane'), 'jane@kubernetes')
  t.end()
})

t.test('a user may have a token instead', (t) => {
  const config = parse(renderKubeconfig({ ...parts, credentials: { token: 'secret' } }))
  t.same(config.users, [{ name: 'kubernetes-admin', user: { token: 'secret' } }])
  t.end()
})

t.test('what the person added stays; what is ours is replaced', (t) => {
  const config = parse(renderKubeconfig(parts))
  config.clusters.push({ name: 'other', cluster: { server: 'https://other' } })
  config.users.push({ name: 'jane', user: { token: 'x' } })
  config.contexts.push({ name: 'jane', context: { cluster: 'kubernetes', user: 'jane' } })
  config['current-context'] = 'jane'
  config.preferences = { colors: true }
  const text = mergeKubeconfig(stringify(config), { ...parts, server: 'https://127.0.0.1:7777' })
  const merged = parse(text)
  const names = (list: { name: string }[]): string[] => list.map(({ name }) => name)
  t.same(names(merged.clusters), ['kubernetes', 'other'])
  t.same(names(merged.users), ['kubernetes-admin', 'jane'])
  t.same(names(merged.contexts), ['kubernetes-admin@kubernetes', 'jane'])
  t.equal(merged.clusters[0].cluster.server, 'https://127.0.0.1:7777')
  t.equal(currentContext(text), 'jane')
  t.end()
})

t.test('merged into itself it is the same text, so that the file need not be written', (t) => {
  const text = renderKubeconfig(parts)
  t.equal(mergeKubeconfig(text, parts), text)
  t.end()
})

t.test('a file without a current context gets ours', (t) => {
  const empty = stringify({ apiVersion: 'v1', kind: 'Config', clusters: null })
  t.equal(currentContext(mergeKubeconfig(empty, parts)), 'kubernetes-admin@kubernetes')
  t.equal(mergeKubeconfig(' \n', parts), renderKubeconfig(parts), 'an empty file is none')
  t.equal(currentContext('clusters: ['), '')
  t.end()
})

t.test('what would be lost is refused', (t) => {
  const real = stringify({
    kind: 'Config',
    clusters: [{ name: 'kubernetes', cluster: { server: 'https://production:6443' } }],
  })
  t.throws(() => mergeKubeconfig(real, parts), KubeconfigError)
  for (const text of ['eggs: 2', '- a', 'clusters: [', '{"kind":"List"}', 'text']) {
    t.throws(() => mergeKubeconfig(text, parts), { message: 'it is no kubeconfig' }, text)
  }
  t.end()
})
