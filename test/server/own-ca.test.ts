import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { startedCluster } from '../fixtures/cluster.ts'
import { lacking } from '../fixtures/installed.ts'
import { whoami } from '../library/client.ts'
import type { AuthorityPem } from '../../src/server/options.ts'

/** OpenSSL makes the CAs, and verifies the certificates that csrlab issues. */

const dir = t.testdir({})
const path = (name: string) => join(dir, name)

const openssl = (...args: string[]) =>
  execFileSync('openssl', args, { stdio: ['ignore', 'pipe', 'pipe'], encoding: 'utf8' })

const skip = lacking('openssl')

const KEYS: Record<string, [newkey: string, ...options: string[]]> = {
  rsa2048: ['rsa:2048'],
  rsa3072: ['rsa:3072'],
  rsa4096: ['rsa:4096'],
  p256: ['ec', '-pkeyopt', 'ec_paramgen_curve:P-256'],
  p384: ['ec', '-pkeyopt', 'ec_paramgen_curve:P-384'],
  p521: ['ec', '-pkeyopt', 'ec_paramgen_curve:P-521'],
  ed25519: ['ed25519'],
}

const makeCa = (name: string, kind = 'p256', days = 30): AuthorityPem => {
  const files = ['-keyout', path(`${name}.key`), '-out', path(`${name}.crt`)]
  const subject = ['-subj', `/O=Example/CN=${name}`, '-addext', 'keyUsage=critical,keyCertSign']
  openssl(
    'req',
    '-x509',
    '-newkey',
    ...KEYS[kind]!,
    '-nodes',
    '-days',
    `${days}`,
    ...subject,
    ...files,
  )
  return {
    certificate: readFileSync(path(`${name}.crt`), 'utf8'),
    key: readFileSync(path(`${name}.key`), 'utf8'),
  }
}

t.test('a root CA with an RSA, ECDSA or Ed25519 key issues certificates', { skip }, async (t) => {
  for (const kind of Object.keys(KEYS)) {
    const ca = makeCa(kind, kind)
    const cluster = await startedCluster(t, { ca })
    t.equal(cluster.caPem, ca.certificate)
    const user = await cluster.issue({ commonName: 'jane', organizations: ['dev'] })
    writeFileSync(path('jane.crt'), user.certificate)
    const verify = ['verify', '-CAfile', path(`${kind}.crt`), '-purpose', 'sslclient']
    t.match(openssl(...verify, path('jane.crt')), /OK$/m, `OpenSSL accepts ${kind}'s signature`)
    t.match(await whoami(cluster, user), { username: 'jane' }, `csrlab accepts ${kind}'s signature`)
  }
})

t.test('a key is read from PKCS #1, PKCS #8 and SEC 1, encrypted or not', { skip }, async (t) => {
  makeCa('rsa', 'rsa2048')
  makeCa('ec', 'p256')
  const secret = ['-aes256', '-passout', 'pass:open sesame']
  const forms = [
    ['rsa', 'PKCS #1', ['rsa', '-traditional']],
    ['rsa', 'encrypted PKCS #1', ['rsa', '-traditional', ...secret]],
    ['rsa', 'encrypted PKCS #8', ['pkcs8', '-topk8', '-v2', 'aes256', ...secret.slice(1)]],
    ['ec', 'SEC 1', ['ec']],
    ['ec', 'encrypted SEC 1', ['ec', ...secret]],
    ['ec', 'PKCS #8', ['pkcs8', '-topk8', '-nocrypt']],
  ] as const
  for (const [ca, form, command] of forms) {
    const key = openssl(...command, '-in', path(`${ca}.key`))
    const certificate = readFileSync(path(`${ca}.crt`), 'utf8')
    const passphrase = form.startsWith('encrypted') ? { passphrase: 'open sesame' } : {}
    const cluster = await startedCluster(t, { ca: { certificate, key, ...passphrase } })
    t.equal(cluster.caPem, certificate, form)
  }
})

t.test('signers can have their own CAs', { skip }, async (t) => {
  const client = makeCa('client')
  const signerCas = { 'kubernetes.io/kube-apiserver-client': client }
  const cluster = await startedCluster(t, { ca: makeCa('root'), signerCas })
  const jane = await cluster.issue({ commonName: 'jane' })
  writeFileSync(path('jane.crt'), jane.certificate)
  t.match(openssl('verify', '-CAfile', path('client.crt'), path('jane.crt')), /OK$/m)
  t.match(
    await whoami(cluster, jane),
    { username: 'jane' },
    'a certificate of the client CA logs in',
  )

  const stranger = await startedCluster(t, {
    ca: makeCa('root'),
    signerCas,
    clientCa: makeCa('other').certificate,
  })
  const joe = await stranger.issue({ commonName: 'joe' })
  t.equal(
    await whoami(stranger, joe),
    undefined,
    'a certificate whose CA is not in `clientCa` does not log in',
  )
})
