import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { connectionOf } from '../../../../src/apiserver/client/connection.ts'
import { kubeconfigIdentity } from '../../../../src/apiserver/client/remote/identity.ts'
import { ManualClock } from '../../../fixtures/clock.ts'

const kubeconfig = (user: object, cluster: object = {}) =>
  JSON.stringify({
    'current-context': 'c',
    contexts: [
      { name: 'c', context: { cluster: 'k', user: 'u' } },
      { name: 'other', context: { cluster: 'k', user: 'v' } },
    ],
    clusters: [{ name: 'k', cluster: { server: 'https://example.com:6443', ...cluster } }],
    users: [
      { name: 'u', user },
      { name: 'v', user: { token: 'of v' } },
    ],
  })

const identityOf = (files: Map<string, string>, { allowed = false, context = '' } = {}) => {
  const clock = new ManualClock()
  const readFile = (path: string): Buffer | undefined => {
    const text = files.get(path)
    return text === undefined ? undefined : Buffer.from(text)
  }
  const read = () => connectionOf('/k/config', readFile, context === '' ? undefined : context)
  return { clock, identity: kubeconfigIdentity(read, clock, allowed) }
}

t.test('files are read again after 10 s or a rejection; a broken file is ignored', async (t) => {
  const files = new Map([
    ['/k/config', kubeconfig({ tokenFile: 'token', token: 'old', 'client-key': 'key' })],
    ['/k/token', 'first\n'],
    ['/k/key', 'KEY'],
  ])
  const { clock, identity } = identityOf(files)
  t.match(await identity.current(), { token: 'first', key: Buffer.from('KEY') })
  files.set('/k/token', 'second\n')
  t.match(await identity.current(), { token: 'first' })
  clock.advance(10_000)
  t.match(await identity.current(), { token: 'second' })
  files.set('/k/token', 'third\n')
  identity.expire()
  t.match(await identity.current(), { token: 'third' }, 'at once after a rejection')
  files.set('/k/config', 'half {')
  clock.advance(10_000)
  t.match(await identity.current(), { token: 'third' })
})

t.test("a context can be chosen, with its cluster's TLS settings", async (t) => {
  const cluster = { 'tls-server-name': 'kubernetes', 'insecure-skip-tls-verify': true }
  const files = new Map([['/k/config', kubeconfig({}, cluster)]])
  const { identity } = identityOf(files, { context: 'other' })
  t.match(await identity.current(), {
    server: 'https://example.com:6443',
    serverName: 'kubernetes',
    insecure: true,
    token: 'of v',
  })
  t.throws(
    () => connectionOf('/k/config', () => Buffer.from(kubeconfig({})), 'nope'),
    /^the context nope of \/k\/config has no server/,
  )
})

const plugin = (folder: string, lines: string, more: object = {}) => {
  const path = join(folder, 'plug-in')
  writeFileSync(path, `#!/bin/sh\n${lines}\n`)
  chmodSync(path, 0o700)
  const apiVersion = 'client.authentication.k8s.io/v1'
  return kubeconfig({ exec: { apiVersion, command: path, installHint: 'install it', ...more } })
}

const credential = (status: object) =>
  `echo '${JSON.stringify({ kind: 'ExecCredential', apiVersion: 'client.authentication.k8s.io/v1', status })}'`

t.test('a plug-in runs only if it is allowed', async (t) => {
  const files = new Map([['/k/config', plugin(t.testdir(), 'exit 1')]])
  const { identity } = identityOf(files)
  await t.rejects(identity.current(), /allow that with --allow-exec\.$/)
})

t.test('a plug-in runs again shortly before its credentials expire', async (t) => {
  const folder = t.testdir()
  const { clock, identity } = identityOf(
    new Map([
      [
        '/k/config',
        plugin(
          folder,
          `echo x >> ${folder}/runs
test -n "$KUBERNETES_EXEC_INFO" || exit 1
${credential({ token: '$A', expirationTimestamp: '2030-05-06T07:18:09Z' }).replace('$A', `'$A$(wc -l < ${folder}/runs)'`)}`,
          { env: [{ name: 'A', value: 'run' }] },
        ),
      ],
    ]),
    { allowed: true },
  )
  t.equal((await identity.current()).token, 'run1')
  t.equal((await identity.current()).token, 'run1')
  clock.advance(9 * 60_000)
  t.equal((await identity.current()).token, 'run1')
  clock.advance(55_000)
  t.equal((await identity.current()).token, 'run2', '5 s before the credentials expire')
})

t.test('if a plug-in gives no credentials, the error says why', async (t) => {
  const wrong = [
    ['exit 3', {}, /^the credential plug-in \S+plug-in failed: .*; install it\.$/s],
    ['echo {}', {}, /did not print an ExecCredential of/],
    [credential({}), {}, /printed neither a token nor a certificate/],
    [
      credential({ token: 'x', expirationTimestamp: 'soon' }),
      {},
      /expirationTimestamp soon is not a time/,
    ],
    ['exit 0', { interactiveMode: 'Always' }, /needs a terminal/],
    [
      'exit 0',
      { apiVersion: 'client.authentication.k8s.io/v1beta1' },
      /is client.*v1beta1, not client/,
    ],
  ] as const
  for (const [lines, more, message] of wrong) {
    const files = new Map([['/k/config', plugin(t.testdir(), lines, more)]])
    await t.rejects(identityOf(files, { allowed: true }).identity.current(), { message })
  }
})
