import t from 'tap'
import type { ClusterTrustBundle } from '../../../../src/api/kinds/certificates.ts'
import { createCertificateAuthority } from '../../../../src/ca/create-authority.ts'
import { issueIdentity } from '../../../../src/ca/identity.ts'
import { encodePem } from '../../../../src/ca/pem.ts'
import { clusterTrustBundles } from '../../../../src/resources/certificates/clustertrustbundle/resource.ts'
import { countingEntropy, fixedClock } from '../../../ca/builders.ts'
import { Shelf } from '../../shelf.ts'
import { release } from '../../../fixtures/release.ts'

const shelf = new Shelf<ClusterTrustBundle>(clusterTrustBundles)
const parts = { clock: fixedClock(), entropy: countingEntropy() }
const authority = (commonName: string) =>
  createCertificateAuthority({ ...parts, commonName, keyType: 'p256' })

const one = await authority('one')
const two = await authority('two')
const ONE = one.certificatePem
const TWO = two.certificatePem
const { certificatePem: LEAF } = await issueIdentity(one, {
  ...parts,
  commonName: 'nobody',
  usages: ['client auth'],
  seconds: 3600,
})

const bundleOf = (trustBundle: string, signerName?: string) => ({
  spec: { trustBundle, ...(signerName === undefined ? {} : { signerName }) },
})
const errorsOf = (trustBundle: string): string[] => shelf.create(bundleOf(trustBundle)).errors

void t.test(
  'a bundle is one or more CA certificates, and whatever stands around them',
  async (t) => {
    t.same(errorsOf(ONE), [])
    t.same(errorsOf(`our roots:\n${ONE}\nand\n${TWO}bye`), [])
  },
)

void t.test('every block must be the certificate of a CA', async (t) => {
  const withHeader = ONE.replace('-----\n', '-----\nKind: root\n\n')
  const cases: [string, string, string[]][] = [
    ['no block', 'nothing', ['at least one trust anchor must be provided']],
    [
      'another type',
      encodePem('PUBLIC KEY', one.certificate.raw),
      ['entry 0 has bad block type: PUBLIC KEY'],
    ],
    ['a header', withHeader, ['entry 0 has PEM block headers']],
    [
      'no certificate',
      encodePem('CERTIFICATE', Buffer.from([0, 0])),
      ['entry 0 does not parse as X.509'],
    ],
    [
      'two certificates',
      encodePem('CERTIFICATE', Buffer.concat([one.certificate.raw, two.certificate.raw])),
      ['entry 0 does not parse as X.509'],
    ],
    ['a leaf', ONE + LEAF, ['entry 1 does not have the CA bit set']],
    [
      'several problems, and no word of the duplicate',
      `${ONE}${encodePem('KEY', Buffer.from([1]))}${ONE}${LEAF}`,
      ['entry 1 has bad block type: KEY', 'entry 3 does not have the CA bit set'],
    ],
    ['the same again', ONE + TWO + ONE, ['duplicate trust anchor (indices [0 2])']],
  ]
  for (const [name, bundle, details] of cases) {
    t.same(
      errorsOf(bundle),
      details.map((detail) => `spec.trustBundle: Invalid value: "<value omitted>": ${detail}`),
      name,
    )
  }
})

void t.test('a bundle is a mebibyte at most', async (t) => {
  const filled = (length: number) => ONE.padEnd(length, ' ')
  t.same(errorsOf(filled(1_048_576)), [])
  t.same(errorsOf(filled(1_048_577)), [
    'spec.trustBundle: Too long: may not be more than 1048576 bytes',
  ])
})

void t.test('the name says whose the bundle is', async (t) => {
  const { strategy } = clusterTrustBundles
  const check = (name: string, signerName?: string, prefix = false) =>
    strategy.nameErrors(name, prefix, shelf.decode(bundleOf(ONE, signerName)), release)
  t.same(check('roots'), [])
  t.same(check('roots-', undefined, true), [])
  t.match(check('roots-'), [/RFC 1123 subdomain/])
  t.same(check('a:b'), ['ClusterTrustBundle without signer name must not have ":" in its name'])
  t.same(check('example.com:s:roots', 'example.com/s'), [])
  t.same(check('example.com:s:roots-', 'example.com/s', true), [])
  t.match(check('example.com:s:', 'example.com/s'), [/RFC 1123 subdomain/])
  t.match(check('example.com:s:a:b', 'example.com/s'), [/RFC 1123 subdomain/])
  t.same(check('roots', 'example.com/s'), [
    'ClusterTrustBundle for signerName example.com/s must be named with prefix example.com:s:',
  ])
})

void t.test('the signer, where there is one, must be a name of signers', async (t) => {
  t.same(shelf.create(bundleOf(ONE, 'example.com/s')).errors, [])
  t.match(shelf.create(bundleOf(ONE, 'x')).errors, [
    /^spec\.signerName: Invalid value: "x": must be/,
  ])
})

void t.test('the signer cannot change, and a bundle that stays is not read again', async (t) => {
  const old = shelf.stored(bundleOf(ONE, 'example.com/s'))
  t.same(shelf.update(bundleOf(ONE + TWO, 'example.com/s'), old).errors, [])
  t.same(shelf.update(bundleOf(ONE, 'example.com/t'), old).errors, [
    'spec.signerName: Invalid value: "example.com/t": field is immutable',
  ])
  t.same(shelf.update(bundleOf(ONE), old).errors, [
    'spec.signerName: Invalid value: "": field is immutable',
  ])
  t.match(shelf.update(bundleOf(LEAF, 'example.com/s'), old).errors, [/CA bit/])
  const lenient = shelf.decode(bundleOf(LEAF))
  t.same(shelf.update(bundleOf(LEAF), lenient).errors, [])
})

void t.test('the table shows name and signer, and no age', async (t) => {
  t.same(shelf.columnNames(), { always: ['Name', 'SignerName'], wide: [] })
  t.same(shelf.row(shelf.decode(bundleOf(ONE))), { Name: 'x', SignerName: '<none>' })
  t.same(shelf.row(shelf.decode(bundleOf(ONE, 'example.com/s'))).SignerName, 'example.com/s')
})
