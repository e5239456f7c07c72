/** Cases beyond the recordings (`test/golden/v1.36-features/trust*.json`). */
import t from 'tap'
import { createCertificateAuthority } from '../../../../src/ca/authority.ts'
import { issueIdentity } from '../../../../src/ca/identity.ts'
import { encodePem } from '../../../../src/ca/pem.ts'
import { clusterTrustBundles } from '../../../../src/resources/certificates/clustertrustbundle/resource.ts'
import { countingEntropy, fixedClock } from '../../../ca/builders.ts'
import { Shelf } from '../../shelf.ts'

const shelf = new Shelf(clusterTrustBundles)
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

t.test('each PEM block must contain one CA certificate, and no headers', async (t) => {
  const withHeader = ONE.replace('-----\n', '-----\nKind: root\n\n')
  const both = Buffer.concat([one.certificate.raw, two.certificate.raw])
  for (const [bundle, ...details] of [
    [withHeader, 'entry 0 has PEM block headers'],
    [encodePem('CERTIFICATE', both), 'entry 0 does not parse as X.509'],
    [
      `${ONE}${encodePem('KEY', Buffer.from([1]))}${ONE}${LEAF}`,
      'entry 1 has bad block type: KEY',
      'entry 3 does not have the CA bit set',
    ],
  ] as const) {
    t.same(
      shelf.errorsOf(bundleOf(bundle)),
      details.map((detail) => `spec.trustBundle: Invalid value: "<value omitted>": ${detail}`),
    )
  }
})

t.test('the signer is immutable, and an unchanged bundle is not validated again', async (t) => {
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
