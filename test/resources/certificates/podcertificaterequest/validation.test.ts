/**
 * Cases beyond `test/golden/v1.36-features/podcerts.json`: other keys, and releases before 1.36.
 */
import { generateKeyPairSync } from 'node:crypto'
import t from 'tap'
import type { PodCertificateRequestSpec } from '../../../../src/apis/certificates.ts'
import {
  validateCreate,
  validateMainUpdate,
} from '../../../../src/resources/certificates/podcertificaterequest/validation.ts'
import { ed25519, p256, p384, requestDer, rsa2048 } from '../../../ca/builders.ts'
import { contextIn, keyAndProof, ofPod, stub, textsOf, withoutKey } from './builders.ts'

const ec = (namedCurve: string) => generateKeyPairSync('ec', { namedCurve }).privateKey
const p521 = ec('P-521')
const rsa3072 = generateKeyPairSync('rsa', { modulusLength: 3072 }).privateKey
const dsa = generateKeyPairSync('dsa', { modulusLength: 1024, divisorLength: 160 }).privateKey

const problems = (spec: Partial<PodCertificateRequestSpec>, version = 'v1.36') =>
  textsOf(validateCreate(withoutKey(spec), contextIn(version)))

t.test("a stub request's size and key are validated", async (t) => {
  const path = 'spec.stubPKCS10Request'
  for (const [der, expected] of [
    [
      Buffer.from(stub(rsa2048), 'base64'),
      `${path}: Invalid value: "2048-bit modulus": RSA keys must have modulus size 3072 or 4096`,
    ],
    [
      requestDer({ key: dsa }),
      `${path}: Invalid value: unknown public key type; supported types are Ed25519, ECDSA, and RSA`,
    ],
    [Buffer.alloc(10_241), `${path}: Too long: may not be more than 10240 bytes`],
  ] as const)
    t.same(problems({ stubPKCS10Request: der.toString('base64') }), [expected])
})

t.test('before 1.36 a key with a valid proof of possession is required', async (t) => {
  for (const key of [ed25519, p256, p384, p521, rsa3072])
    t.same(problems(keyAndProof(key), 'v1.35'), [])
  const path = 'spec.pkixPublicKey'
  for (const [spec, expected] of [
    [{}, `${path}: Invalid value: null: must be a valid PKIX-serialized public key`],
    [
      keyAndProof(ec('P-224')),
      `${path}: Invalid value: "curve P-224": elliptic public keys must use curve P256 or P384`,
    ],
    [
      keyAndProof(rsa2048),
      `${path}: Invalid value: "2048-bit modulus": RSA keys must have modulus size 3072 or 4096`,
    ],
  ] as const)
    t.same(problems(spec, 'v1.35'), [expected])
  for (const key of [p256, rsa3072, ed25519])
    t.same(problems(keyAndProof(key, 'another pod'), 'v1.35'), [
      'spec.proofOfPossession: Invalid value: could not verify proof-of-possession signature',
    ])
})

t.test('the spec is immutable, and empty values equal absent ones', async (t) => {
  const old = ofPod()
  const update = (spec: Partial<PodCertificateRequestSpec>, version: string) =>
    textsOf(validateMainUpdate(ofPod(spec), old, contextIn(version)))
  t.same(update({ pkixPublicKey: null, unverifiedUserAnnotations: {} }, 'v1.36'), [])
  const [shown, ...more] = update({ podName: 'other' }, 'v1.35')
  t.match(shown, /^spec: Invalid value: \{"SignerName":.*\}: field is immutable$/)
  t.notMatch(shown, /Stub/)
  t.same(more, [])
})
