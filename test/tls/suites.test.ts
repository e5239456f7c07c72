import { spawn, spawnSync } from 'node:child_process'
import t, { type Test } from 'tap'
import { startedCluster } from '../fixtures/cluster.ts'

/*
 * Handshakes with OpenSSL's client. Its security level is 0 for old versions and weak suites, so
 * that only the server can refuse them.
 */

const skip =
  spawnSync('openssl', ['version']).status !== 0 &&
  'NOT TESTED: openssl cannot be run here, and this test needs it'

interface Handshake {
  /** such as `TLSv1.3`; undefined: the handshake failed */
  readonly protocol: string | undefined
  readonly suite: string | undefined
  readonly text: string
}

const handshake = (url: string, ...args: string[]): Promise<Handshake> =>
  new Promise((resolve) => {
    const { host } = new URL(url)
    const child = spawn('openssl', ['s_client', '-connect', host, ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let text = ''
    child.stdout.on('data', (chunk) => (text += chunk))
    child.stderr.on('data', (chunk) => (text += chunk))
    child.on('close', () => {
      const [, protocol, suite] = /New, (TLSv[\d.]+), Cipher is ([^(\s]+)/.exec(text) ?? []
      resolve({ protocol, suite, text })
    })
  })

const started = async (t: Test) => (await startedCluster(t, { caKeyType: 'rsa2048' })).url

t.test('TLS 1.2 and 1.3 are accepted with modern cipher suites', { skip }, async (t) => {
  const url = await started(t)
  t.match(await handshake(url), { protocol: 'TLSv1.3', suite: 'TLS_AES_128_GCM_SHA256' })
  for (const suite of ['TLS_AES_256_GCM_SHA384', 'TLS_CHACHA20_POLY1305_SHA256'])
    t.match(await handshake(url, '-ciphersuites', suite), { protocol: 'TLSv1.3', suite })
  for (const suite of [
    'ECDHE-ECDSA-AES128-GCM-SHA256',
    'ECDHE-ECDSA-AES256-GCM-SHA384',
    'ECDHE-ECDSA-CHACHA20-POLY1305',
  ]) {
    t.match(await handshake(url, '-tls1_2', '-cipher', suite), { protocol: 'TLSv1.2', suite })
  }
})

t.test('TLS before 1.2 and weak cipher suites are rejected', { skip }, async (t) => {
  const url = await started(t)
  const old: string[][] = [
    ['-tls1', '-cipher', 'ALL:@SECLEVEL=0'],
    ['-tls1_1', '-cipher', 'ALL:@SECLEVEL=0'],
    ...[
      'AES128-SHA',
      'AES256-GCM-SHA384',
      'ECDHE-ECDSA-AES128-SHA',
      'ECDHE-ECDSA-AES128-SHA256',
      'ECDHE-ECDSA-AES256-CCM8',
      'ECDHE-RSA-AES256-SHA',
      'DHE-RSA-AES256-GCM-SHA384',
      'NULL-SHA256',
      'AECDH-AES128-SHA',
    ].map((suite) => ['-tls1_2', '-cipher', `${suite}:@SECLEVEL=0`]),
  ]
  for (const args of old) {
    const { suite, text } = await handshake(url, ...args)
    t.equal(suite, undefined, `no handshake with ${args.join(' ')}`)
    t.match(
      text,
      /alert (handshake failure|protocol version)/,
      `the server rejects ${args.join(' ')}`,
    )
  }
})
