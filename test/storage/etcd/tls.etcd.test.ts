/** A server on an etcd with TLS and client certificates. */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { OptionsError, type ServerOptions, validateOptions } from '../../../src/server/options.ts'
import { systemEntropy } from '../../../src/server/system.ts'
import { createServer } from '../../../src/server/server.ts'
import { startEtcd, withoutEtcd } from '../../fixtures/etcd.ts'
import { startServer } from '../../fixtures/server.ts'

// not the folder of the test below, which has etcd's data
const folder = t.testdir({})

interface Pair {
  readonly certificate: string
  readonly key: string
}

/** A key and certificate made by openssl, signed by `signer` or self-signed. */
const makePair = (name: string, signer?: string): Pair => {
  const file = (ending: string) => join(folder, ending)
  const leaf = ['-addext', 'subjectAltName=IP:127.0.0.1', '-addext', 'basicConstraints=CA:FALSE']
  const usages = ['-addext', 'extendedKeyUsage=serverAuth,clientAuth']
  execFileSync(
    'openssl',
    [
      ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'],
      ['-subj', `/CN=${name}`, '-days', '2'],
      ['-keyout', file(`${name}.key`), '-out', file(`${name}.crt`)],
      signer === undefined
        ? []
        : ['-CA', file(`${signer}.crt`), '-CAkey', file(`${signer}.key`), ...leaf, ...usages],
    ].flat(),
    { stdio: 'ignore' },
  )
  const read = (ending: string) => readFileSync(file(`${name}.${ending}`), 'latin1')
  return { certificate: read('crt'), key: read('key') }
}

t.test('an etcd can require client certificates', { skip: withoutEtcd }, async (t) => {
  const ca = makePair('ca')
  const stranger = makePair('stranger')
  makePair('server', 'ca')
  const client = makePair('client', 'ca')
  const [member] = await startEtcd(t, {
    tls: {
      ca: join(folder, 'ca.crt'),
      certificate: join(folder, 'server.crt'),
      key: join(folder, 'server.key'),
    },
  })
  const { url } = member!
  const options = (shown?: Pair, etcdCa = ca.certificate) => ({
    etcdServers: [url],
    encryptionPassphrase: 'swordfish',
    etcdCa,
    ...(shown && { etcdCertificate: shown.certificate, etcdKey: shown.key }),
  })
  const refused = (t: Test, tried: ServerOptions, sentence: RegExp) =>
    t.rejects(createServer({ ...tried, caKeyType: 'p256' }), {
      name: 'OpenError',
      kind: 'unreachable',
      message: sentence,
    })

  await t.test('a server with a valid client certificate can use etcd', async (t) => {
    const server = await startServer(t, { ...options(client), entropy: systemEntropy })
    const path = '/api/v1/namespaces/default/configmaps'
    const configMap = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } }
    t.equal((await server.post(path, configMap)).code, 201)
    t.equal(await server.code(`${path}/a`), 200)
    t.equal(await server.code('/readyz'), 200)
  })

  await t.test('if TLS fails, the error names the options to correct', async (t) => {
    const sentence =
      /^etcd does not answer \(.+\): .*correct --etcd-servers, --etcd-cafile or --etcd-certfile$/
    await refused(t, options(), sentence)
    await refused(t, options(stranger), sentence)
    await refused(t, options(client, stranger.certificate), sentence)
    const named = { ...options(client), etcdServers: [url.replace('127.0.0.1', 'localhost')] }
    await refused(t, named, sentence)
  })

  t.test('option validation reports invalid certificates, keys and pairs', async (t) => {
    const cases = [
      [options(client, client.key), /^--etcd-cafile has no certificate in PEM/],
      [options({ ...client, certificate: '' }), /^--etcd-certfile has no certificate in PEM/],
      [options({ ...client, key: client.certificate }), /^--etcd-keyfile has no private key/],
      [options({ ...client, key: stranger.key }), /^--etcd-keyfile does not match/],
    ] as const
    for (const [tried, sentence] of cases)
      t.throws(() => validateOptions(tried), { constructor: OptionsError, message: sentence })
  })
})
