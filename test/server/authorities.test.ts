import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import t from 'tap'
import {
  KUBE_APISERVER_CLIENT_KUBELET_SIGNER,
  KUBE_APISERVER_CLIENT_SIGNER,
  KUBELET_SERVING_SIGNER,
  LEGACY_UNKNOWN_SIGNER,
} from '../../src/apis/certificates.ts'
import {
  clientAuthorities,
  rootAuthority,
  signingAuthorities,
} from '../../src/server/authorities.ts'
import { fingerprint } from '../../src/ca/certificate.ts'
import { BUILT_IN_SIGNERS } from '../../src/ca/signers.ts'
import { sequence } from '../../src/ca/der/write.ts'
import { CaError } from '../../src/ca/errors.ts'
import { exportKey } from '../../src/ca/keys.ts'
import { OID } from '../../src/ca/oid.ts'
import { decodePem, encodePem } from '../../src/ca/pem.ts'
import type { AuthorityPem } from '../../src/server/options.ts'
import type { OwnSettings } from '../../src/storage/store.ts'
import { memorySettings } from '../../src/storage/memory/settings.ts'
import {
  certificateDer,
  commonName,
  countingEntropy,
  extension,
  fixedClock,
  messageOf,
  NOW,
  p256,
  rsa2048,
  spkiOf,
  validity,
} from '../ca/builders.ts'

const DAY_MS = 86_400_000
const TRUE = Buffer.of(1, 1, 0xff)
const CA = extension(OID.basicConstraints, sequence(TRUE), TRUE)

const authorityPem = (name: string, days = 100, key: KeyObject = p256): AuthorityPem => ({
  certificate: encodePem(
    'CERTIFICATE',
    certificateDer({
      issuer: commonName(name),
      subject: commonName(name),
      validity: validity(NOW - 200 * DAY_MS, NOW + days * DAY_MS),
      spki: spkiOf(key),
      extensions: [CA],
    }),
  ),
  key: exportKey(key),
})

const hashOf = ({ certificate }: AuthorityPem) => fingerprint(decodePem(certificate)!.der)

const settingsOf = () => memorySettings()

const parts = (settings = settingsOf()) => ({
  settings,
  clock: fixedClock(),
  entropy: countingEntropy(),
})

const start = async (folder: OwnSettings, ca?: AuthorityPem, files?: Record<string, string>) =>
  rootAuthority(parts(folder), 'p256', { ...(ca && { ca }), ...(files && { files }) })

t.test('a new cluster creates a root CA and stores it', async (t) => {
  const folder = settingsOf()
  const made = await start(folder)
  t.same(folder.names(), ['ca.crt', 'ca.key'])
  t.equal((await start(folder)).fingerprint, made.fingerprint)
})

t.test('a given root CA is stored without its key', async (t) => {
  const folder = settingsOf()
  const given = authorityPem('mine')
  t.equal((await start(folder, given)).fingerprint, hashOf(given))
  t.same(folder.names(), ['given-ca.crt'])
  t.equal(
    (await start(folder, given)).fingerprint,
    hashOf(given),
    'it can be given again at the next start',
  )
})

t.test('a given root CA can be renewed for the same name and key', async (t) => {
  const folder = settingsOf()
  await start(folder, authorityPem('mine', 10))
  const renewed = authorityPem('mine', 1000)
  t.equal((await start(folder, renewed)).fingerprint, hashOf(renewed))
  await t.rejects(start(folder), new RegExp(hashOf(renewed)), 'the renewed CA is stored')
})

t.test('a data folder keeps its original root CA', async (t) => {
  const mine = authorityPem('mine')
  const folder = settingsOf()
  await start(folder, mine)
  const advice = 'or start another cluster with a new --data-dir (in etcd, a new --etcd-prefix).'
  await t.rejects(
    start(folder),
    new CaError(
      `This cluster has the root CA that was given at its creation (CN=mine, SHA-256 ${hashOf(mine)}); give it again with --ca-cert and --ca-key, ${advice}`,
    ),
  )
  for (const other of [authorityPem('other'), authorityPem('mine', 100, rsa2048)]) {
    await t.rejects(
      start(folder, other, { 'ca-cert': 'o.crt', 'ca-key': 'o.key' }),
      new CaError(
        `This cluster has another root CA (CN=mine, SHA-256 ${hashOf(mine)}) than --ca-cert o.crt; give the CA of the cluster, ${advice}`,
      ),
    )
  }

  const old = settingsOf()
  const made = await start(old)
  await t.rejects(
    start(old, mine),
    new CaError(
      `This cluster has another root CA (CN=kubernetes, SHA-256 ${made.fingerprint}) than option ca.certificate; omit --ca-cert and --ca-key to keep the CA of the cluster, ${advice}`,
    ),
  )
  const same = { certificate: made.certificatePem, key: made.keyPem }
  t.equal((await start(old, same)).fingerprint, made.fingerprint, 'its own CA may be given')
  t.equal((await start(old)).fingerprint, made.fingerprint, 'its own CA may be omitted again')
})

t.test('errors name the flag and its file, or the option', async (t) => {
  const files = { 'ca-cert': './a.crt', 'ca-key': './a.key' }
  const good = authorityPem('mine')
  const encrypted = p256
    .export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' })
    .toString()
  const leaf = encodePem('CERTIFICATE', certificateDer())
  const secp256k1 = generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).privateKey
  const cases = [
    [{ certificate: 'x' }, files, '--ca-cert ./a.crt is not a certificate in PEM.'],
    [{ certificate: leaf }, files, '--ca-cert ./a.crt is not the certificate of a CA.'],
    [
      { certificate: good.certificate.repeat(2) },
      files,
      '--ca-cert ./a.crt holds 2 certificates, but a CA has exactly one.',
    ],
    [
      authorityPem('mine', -1),
      files,
      '--ca-cert ./a.crt expired at 2030-05-05 07:08:09 +0000 UTC.',
    ],
    [{ key: exportKey(rsa2048) }, files, '--ca-key ./a.key does not belong to --ca-cert ./a.crt.'],
    [
      { key: exportKey(rsa2048) },
      undefined,
      'Option ca.key does not belong to option ca.certificate.',
    ],
    [{ key: good.certificate }, files, '--ca-key ./a.key is not a private key in PEM.'],
    [
      { key: encrypted },
      files,
      '--ca-key ./a.key is encrypted, and no passphrase was given with --ca-key-passphrase-file.',
    ],
    [
      { key: encrypted },
      undefined,
      'Option ca.key is encrypted, and no passphrase was given with option ca.passphrase.',
    ],
    [
      { key: encrypted, passphrase: 'y' },
      { ...files, 'ca-key-passphrase-file': './p' },
      '--ca-key ./a.key cannot be read with the passphrase from --ca-key-passphrase-file ./p.',
    ],
    // csrlab rejects this curve, because Go does not support it
    [
      authorityPem('mine', 1, secp256k1),
      files,
      /^--ca-cert \.\/a\.crt cannot be read: x509: .*curve\.$/,
    ],
  ] as const
  for (const [changes, named, message] of cases) {
    const folder = settingsOf()
    const error: unknown = await start(folder, { ...good, ...changes }, named).catch(
      (error: unknown) => error,
    )
    t.type(error, CaError)
    if (typeof message === 'string') t.equal((error as Error).message, message)
    else t.match((error as Error).message, message)
    t.same(folder.names(), [], 'nothing is stored')
  }
  const right = { ...good, key: encrypted, passphrase: 'x' }
  t.equal((await start(settingsOf(), right)).fingerprint, hashOf(good))
})

const signersOf = async (options: Parameters<typeof signingAuthorities>[2]) => {
  const root = await rootAuthority(parts(), 'p256', { ca: authorityPem('root') })
  return { root, signers: signingAuthorities(parts(), root, options) }
}

const commonNames = (signers: ReturnType<typeof signingAuthorities>): Record<string, string> =>
  Object.fromEntries([...signers].map(([name, ca]) => [name, ca.certificate.subject.commonName]))

t.test('signers use the root CA, one signing CA, or their own CAs', async (t) => {
  const all = (name: string) => Object.fromEntries(BUILT_IN_SIGNERS.map((signer) => [signer, name]))
  t.same(commonNames((await signersOf({})).signers), all('root'))
  t.same(commonNames((await signersOf({ signerCas: {} })).signers), all('root'))
  t.same(commonNames((await signersOf({ signingCa: authorityPem('one') })).signers), all('one'))
  const { signers } = await signersOf({
    signerCas: {
      [KUBELET_SERVING_SIGNER]: authorityPem('serving'),
      [LEGACY_UNKNOWN_SIGNER]: authorityPem('legacy'),
    },
  })
  t.same(
    commonNames(signers),
    { [KUBELET_SERVING_SIGNER]: 'serving', [LEGACY_UNKNOWN_SIGNER]: 'legacy' },
    'signers without a CA do not run',
  )
})

t.test("the error for a signer's unusable CA names the flag or the option", async (t) => {
  await t.rejects(
    signersOf({
      signerCas: { [KUBE_APISERVER_CLIENT_KUBELET_SIGNER]: authorityPem('x', -1) },
      files: { 'cluster-signing-kubelet-client-cert-file': 'k.crt' },
    }),
    /^--cluster-signing-kubelet-client-cert-file k\.crt expired at /,
  )
  await t.rejects(
    signersOf({ signingCa: { ...authorityPem('x'), key: '' } }),
    new CaError('Option signingCa.key is not a private key in PEM.'),
  )
  await t.rejects(
    signersOf({
      signerCas: { [KUBE_APISERVER_CLIENT_KUBELET_SIGNER]: { ...authorityPem('x'), key: '' } },
    }),
    new CaError(
      `Option signerCas['${KUBE_APISERVER_CLIENT_KUBELET_SIGNER}'].key is not a private key in PEM.`,
    ),
  )
})

t.test('clients log in with certificates of the root CA or the client signers', async (t) => {
  const names = async (options: Parameters<typeof signingAuthorities>[2]) => {
    const { root, signers } = await signersOf(options)
    return clientAuthorities(root, signers, options).map(({ subject }) => subject.commonName)
  }
  t.same(await names({}), ['root'])
  t.same(await names({ signingCa: authorityPem('one') }), ['root', 'one'])
  const legacy = authorityPem('legacy')
  const signerCas = {
    [KUBE_APISERVER_CLIENT_SIGNER]: authorityPem('client'),
    [KUBE_APISERVER_CLIENT_KUBELET_SIGNER]: authorityPem('kubelet'),
    [KUBELET_SERVING_SIGNER]: authorityPem('serving'),
    [LEGACY_UNKNOWN_SIGNER]: legacy,
  }
  t.same(await names({ signerCas }), ['root', 'client', 'kubelet'])
  t.same(
    await names({ signerCas, clientCa: `twice\n${legacy.certificate.repeat(2)}` }),
    ['root', 'legacy'],
    'a bundle replaces the client signers',
  )
  const { root, signers } = await signersOf({})
  const files = { 'client-ca-file': 'c.crt' }
  const message = (clientCa: string) =>
    messageOf(() => clientAuthorities(root, signers, { clientCa, files }))
  t.equal(message(''), '--client-ca-file c.crt contains no PEM certificate.')
  t.equal(
    message(encodePem('CERTIFICATE', Buffer.of(1))),
    '--client-ca-file c.crt cannot be read: x509: malformed certificate.',
  )
})
