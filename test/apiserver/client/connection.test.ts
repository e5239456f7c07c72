import t from 'tap'
import { stringify } from 'yaml'
import { connectionOf } from '../../../src/apiserver/client/connection.ts'

t.test('an invalid kubeconfig causes a ConnectionError that says what is missing', async (t) => {
  const good = {
    'current-context': 'a',
    contexts: [{ name: 'a', context: { cluster: 'a', user: 'a' } }],
    clusters: [{ name: 'a', cluster: { server: 'https://a' } }],
  }
  const read = (config: unknown) => connectionOf('k', () => Buffer.from(stringify(config)))
  t.match(read({ ...good, users: [null] }), { server: 'https://a' })
  for (const config of [
    'text',
    null,
    { ...good, contexts: 'a' },
    { ...good, contexts: [null, { name: 'a', context: 7 }] },
    { ...good, clusters: [{ name: 'a', cluster: { server: 7 } }] },
  ])
    t.throws(() => read(config), { name: 'ConnectionError', message: /has no server/ })
  for (const exec of [{ args: [] }, 'text']) {
    const users = [{ name: 'a', user: { exec } }]
    t.throws(() => read({ ...good, users }), { name: 'ConnectionError', message: /has no command/ })
  }
})
