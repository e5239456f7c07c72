/** `csrlab pod-certificates`, asked of a running server. */
import { createPrivateKey, X509Certificate } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import type { ServerOptions } from '../../src/boot/options.ts'
import { systemClock } from '../../src/boot/system.ts'
import type { Clock } from '../../src/api/clock.ts'
import type { CommandResult } from '../../src/doctor/command-line.ts'
import { wantedProblem } from '../../src/doctor/pod-certificates/wanted.ts'
import { renderKubeconfig } from '../../src/terminal/kubeconfig.ts'
import { type } from '../fixtures/command.ts'
import { startServer, type TestServer } from '../fixtures/server.ts'

const SIGNER = 'example.com/shop'
const BETA = {
  featureGates: { PodCertificateRequest: true },
  runtimeConfig: { 'certificates.k8s.io/v1beta1': true },
}
const CORE = '/api/v1/namespaces/default'

interface Desk {
  readonly cluster: TestServer<Clock>
  /** Types the command; each line must fit a terminal. */
  readonly follow: (...args: string[]) => Promise<CommandResult>
}

/** A server, and a kubeconfig of it to type with. */
const deskOf = async (t: Test, options: Omit<ServerOptions, 'clock'>): Promise<Desk> => {
  // what it asks goes by the system's clock, as its TLS
  const cluster = await startServer(t, { ...options, clock: systemClock })
  const kubeconfig = renderKubeconfig({
    server: cluster.url,
    caPem: cluster.server.authority.certificatePem,
    user: 'admin',
    credentials: cluster.server.admin,
  })
  return {
    cluster,
    follow: async (...args) => {
      const result = await type(['pod-certificates', 'follow', ...args, '--kubeconfig', 'k'], {
        readFile: (path) => (path === 'k' ? Buffer.from(kubeconfig) : undefined),
      })
      const long = result.text
        .split('\n')
        .filter((line) => line.length > 80 && line.trim().includes(' '))
      if (result.text.includes('\n')) t.same(long, [], 'it fits 80 columns, but for a long path')
      return result
    },
  }
}

const pod = (name: string, spec: object, ...sources: object[]): object => ({
  metadata: { name },
  spec: {
    containers: [{ name: 'c', image: 'x' }],
    ...(sources.length > 0 && {
      volumes: [
        {
          name: 'tls',
          projected: { sources: sources.map((podCertificate) => ({ podCertificate })) },
        },
      ],
    }),
    ...spec,
  },
})
const ON_NODE = { nodeName: 'worker', serviceAccountName: 'default' }
const SOURCE = { signerName: SIGNER, keyType: 'ECDSAP256', maxExpirationSeconds: 7200 }

void t.test('the volumes of a pod get their files', async (t) => {
  const { cluster, follow } = await deskOf(t, {
    kubernetesVersion: 'v1.37.0',
    podCertificateSigner: SIGNER,
  })
  await cluster.create('/api/v1/nodes', { metadata: { name: 'worker' } })
  await cluster.create(
    `${CORE}/pods`,
    pod(
      'shop',
      ON_NODE,
      { ...SOURCE, credentialBundlePath: 'bundle.pem' },
      { ...SOURCE, keyType: 'ED25519', keyPath: 'a/key.pem', certificateChainPath: 'a/chain.pem' },
    ),
  )
  const folder = t.testdir()
  const { text, code } = await follow('pod/shop', '--directory', folder)
  t.equal(code, 0, text)
  t.match(
    text,
    /^pod default\/shop on node worker, as default\n\nvolume tls, signer example\.com\/shop\n/,
  )
  t.match(text, /✓ made a key, ECDSAP256; it never leaves this machine\n/)
  t.match(text, /✓ asked as system:node:worker:\n {4}podcertificaterequest shop-\w{5}\n/)
  t.match(text, /✓ issued: Signed: signed by example\.com\/shop of csrlab\n {4}for spiffe:\S+\n/)
  t.match(text, /… valid until 2\S+ \S+ UTC\n {4}from 2\S+ \S+ UTC on a kubelet asks again/)

  const bundle = readFileSync(join(folder, 'tls/bundle.pem'), 'utf8')
  t.match(bundle, /^-----BEGIN PRIVATE KEY-----[^]*-----BEGIN CERTIFICATE-----/)
  const leaf = new X509Certificate(bundle.slice(bundle.indexOf('-----BEGIN CERT')))
  t.ok(leaf.checkPrivateKey(createPrivateKey(bundle)))
  const chain = new X509Certificate(readFileSync(join(folder, 'tls/a/chain.pem')))
  const keyFile = join(folder, 'tls/a/key.pem')
  t.ok(chain.checkPrivateKey(createPrivateKey(readFileSync(keyFile))))
  t.equal(statSync(keyFile).mode & 0o777, 0o600)

  const { body } = await cluster.get(
    '/apis/certificates.k8s.io/v1/namespaces/default/podcertificaterequests',
  )
  t.match(body.items[0], {
    metadata: { ownerReferences: [{ kind: 'Pod', name: 'shop' }] },
    spec: { maxExpirationSeconds: 7200 },
  })
  const other = await follow('shop', '--signer', 'example.com/other', '--directory', folder)
  t.equal(other.code, 1)
  t.match(
    other.text.replaceAll(/\n +/g, ' '),
    /✗ refused: .* signer "example\.com\/other" not found/,
  )
  const blocked = await follow('shop', '--directory', keyFile)
  t.match(blocked.text.replaceAll(/\n +/g, ' '), /✗ cannot write \S+ \(\w+\); name another folder/)
})

void t.test('what can be in the way', async (t) => {
  const { cluster, follow } = await deskOf(t, { kubernetesVersion: 'v1.36.3', ...BETA })
  const told = async (...args: string[]): Promise<string> => {
    const { text, code } = await follow(...args)
    t.equal(code, 1)
    return text.replaceAll(/\n */g, ' ')
  }
  t.match(await told('none'), /there is no pod none in namespace default/)
  await cluster.create(`${CORE}/pods`, pod('floating', { serviceAccountName: 'default' }))
  t.match(await told('floating'), /is on no node, and nothing schedules pods here/)
  await cluster.create(`${CORE}/pods`, pod('plain', ON_NODE))
  t.match(await told('plain'), /there is no node worker, which pod default\/plain is on/)
  await cluster.create('/api/v1/nodes', { metadata: { name: 'worker' } })
  t.match(await told('plain'), /no volume of it has a podCertificate source; name a signer/)
  const unanswered = await told('plain', '--signer', SIGNER, '--timeout', '0')
  t.match(unanswered, /… no answer after 0 seconds: no signer example\.com\/shop\?/)
})

void t.test('what a kubelet could not serve, which other API servers may take', (t) => {
  const problemOf = (more: object): string | undefined =>
    wantedProblem({ volume: 'tls', projection: { ...SOURCE, ...more } })
  t.match(problemOf({ keyType: 'DSA' }), /key type "DSA" is none of RSA3072/)
  t.match(problemOf({ keyPath: '../out' }), /path "\.\.\/out" leads out of the volume/)
  t.match(problemOf({ certificateChainPath: '/etc/x' }), /path "\/etc\/x" leads out of the volume/)
  t.match(problemOf({}), /it names no file to write; give it a credentialBundlePath/)
  t.equal(problemOf({ credentialBundlePath: 'bundle.pem' }), undefined)
  t.end()
})

void t.test('a signer that refuses', async (t) => {
  const { cluster, follow } = await deskOf(t, { kubernetesVersion: 'v1.36.3', ...BETA })
  await cluster.create('/api/v1/nodes', { metadata: { name: 'worker' } })
  await cluster.create(`${CORE}/pods`, pod('shop', ON_NODE))
  const following = follow('shop', '--signer', SIGNER, '--key-type', 'RSA3072')
  const all = '/apis/certificates.k8s.io/v1beta1/namespaces/default/podcertificaterequests'
  const { items } = await cluster.until(all, ({ items }) => items.length === 1)
  const condition = {
    type: 'Denied',
    status: 'True',
    reason: 'UnsupportedKeyType',
    message: 'no RSA',
    lastTransitionTime: '2026-01-01T00:00:00Z',
  }
  await cluster.patch(`${all}/${items[0].metadata.name}/status`, {
    status: { conditions: [condition] },
  })
  const { text, code } = await following
  t.equal(code, 1)
  t.match(text, /✗ Denied: UnsupportedKeyType: no RSA\n {4}That is final: the pod does not start/)
})

void t.test('1.35 is asked in its own form', async (t) => {
  const { cluster, follow } = await deskOf(t, {
    kubernetesVersion: 'v1.35.6',
    podCertificateSigner: SIGNER,
    ...BETA,
  })
  await cluster.create('/api/v1/nodes', { metadata: { name: 'worker' } })
  await cluster.create(`${CORE}/pods`, pod('shop', ON_NODE))
  for (const keyType of ['ED25519', 'ECDSAP384', 'RSA3072']) {
    const args = ['shop', '--signer', SIGNER, '--key-type', keyType, '--directory', t.testdir()]
    const { text, code } = await follow(...args)
    t.equal(code, 0, text)
  }
})

void t.test('a server without them, and a command that is none', async (t) => {
  const { cluster, follow } = await deskOf(t, { kubernetesVersion: 'v1.36.3' })
  await cluster.create('/api/v1/nodes', { metadata: { name: 'worker' } })
  await cluster.create(`${CORE}/pods`, pod('shop', ON_NODE))
  const { text, code } = await follow('shop')
  t.equal(code, 1)
  t.match(text.replaceAll(/\n */g, ' '), /the server has no PodCertificateRequests: start csrlab/)
  for (const args of [[], ['a', 'b'], ['shop', '--what']]) t.equal((await follow(...args)).code, 2)
  t.match((await follow('shop', '--timeout', 'long')).text, /--timeout is long/)
  t.match(
    (await follow('shop', '--key-type', 'DSA')).text,
    /--key-type is DSA, and there are RSA3072/,
  )
  t.match(await follow('shop', '--help'), { code: 0, text: /^Usage: csrlab pod-certificates/ })
})
