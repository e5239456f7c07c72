import t from 'tap'
import { KEY_USAGE_BITS, KEY_USAGES, keyPurposes } from '../../src/ca/usages.ts'
import { SigningError } from '../../src/ca/errors.ts'

t.test('each usage is a bit or a purpose', async (t) => {
  const bits = [
    ['signing', 'digitalSignature'],
    ['digital signature', 'digitalSignature'],
    ['content commitment', 'contentCommitment'],
    ['key encipherment', 'keyEncipherment'],
    ['data encipherment', 'dataEncipherment'],
    ['key agreement', 'keyAgreement'],
    ['cert sign', 'keyCertSign'],
    ['crl sign', 'crlSign'],
    ['encipher only', 'encipherOnly'],
    ['decipher only', 'decipherOnly'],
  ] as const
  for (const [usage, bit] of bits) {
    t.same(keyPurposes([usage]), { keyUsage: KEY_USAGE_BITS[bit], extKeyUsage: [] }, usage)
  }
  const purposes = [
    ['any', '2.5.29.37.0'],
    ['server auth', '1.3.6.1.5.5.7.3.1'],
    ['client auth', '1.3.6.1.5.5.7.3.2'],
    ['code signing', '1.3.6.1.5.5.7.3.3'],
    ['email protection', '1.3.6.1.5.5.7.3.4'],
    ['s/mime', '1.3.6.1.5.5.7.3.4'],
    ['ipsec end system', '1.3.6.1.5.5.7.3.5'],
    ['ipsec tunnel', '1.3.6.1.5.5.7.3.6'],
    ['ipsec user', '1.3.6.1.5.5.7.3.7'],
    ['timestamping', '1.3.6.1.5.5.7.3.8'],
    ['ocsp signing', '1.3.6.1.5.5.7.3.9'],
    ['microsoft sgc', '1.3.6.1.4.1.311.10.3.3'],
    ['netscape sgc', '2.16.840.1.113730.4.1'],
  ] as const
  for (const [usage, purpose] of purposes) {
    t.same(keyPurposes([usage]), { keyUsage: 0, extKeyUsage: [purpose] }, usage)
  }
  t.same(
    [...bits, ...purposes].map(([usage]) => usage).sort(),
    KEY_USAGES,
    'and there are no others',
  )
})

t.test("purposes are in the order of Go's ExtKeyUsage, without duplicates", async (t) => {
  t.same(
    keyPurposes(['netscape sgc', 's/mime', 'client auth', 'any', 'email protection', 'client auth'])
      .extKeyUsage,
    ['2.5.29.37.0', '1.3.6.1.5.5.7.3.2', '1.3.6.1.5.5.7.3.4', '2.16.840.1.113730.4.1'],
  )
})

t.test('one error names all unknown usages', async (t) => {
  t.throws(
    () => keyPurposes(['client auth', 'a "b"', '__proto__', 'constructor']),
    new SigningError('unrecognized usage values: ["a \\"b\\"" "__proto__" "constructor"]'),
  )
})
