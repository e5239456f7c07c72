import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import t from 'tap'
import type { PodCertificateRequestSpec } from '../../../../src/api/kinds/certificates.ts'
import {
  validateCreate,
  validateMainUpdate,
} from '../../../../src/resources/certificates/podcertificaterequest/validation.ts'
import { ed25519, p256, p384, requestDer, rsa2048 } from '../../../ca/builders.ts'
import { contextIn, keyAndProof, ofPod, stub, textsOf, UID, withoutKey } from './builders.ts'

const ec = (namedCurve: string): KeyObject => generateKeyPairSync('ec', { namedCurve }).privateKey
const p224 = ec('P-224')
const p521 = ec('P-521')
const rsa3072 = generateKeyPairSync('rsa', { modulusLength: 3072 }).privateKey
const dsa = generateKeyPairSync('dsa', { modulusLength: 1024, divisorLength: 160 }).privateKey

const problems = (spec: Partial<PodCertificateRequestSpec>, version = 'v1.36'): string[] =>
  textsOf(validateCreate(contextIn(version), withoutKey(spec)))
const STUB = stub()
const fields = (spec: Partial<PodCertificateRequestSpec>): string[] =>
  problems({ stubPKCS10Request: STUB, ...spec })

const EXACTLY_ONE =
  'spec: Invalid value: exactly one of (stubPKCS10Request) or (pkixPublicKey, proofOfPossession) must be set'
const BAD_PROOF =
  'spec.proofOfPossession: Invalid value: could not verify proof-of-possession signature'

void t.test('a request that says nothing but its key', async (t) => {
  for (const key of [ed25519, p256, p384, p521, rsa3072])
    t.same(problems({ stubPKCS10Request: stub(key) }), [])
  const path = 'spec.stubPKCS10Request'
  const cases: [string, string][] = [
    [
      stub(p224),
      `${path}: Invalid value: "curve P-224": elliptic public keys must use curve P256, P384, or P521`,
    ],
    [
      stub(rsa2048),
      `${path}: Invalid value: "2048-bit modulus": RSA keys must have modulus size 3072 or 4096`,
    ],
    [
      requestDer({ key: dsa }).toString('base64'),
      `${path}: Invalid value: unknown public key type; supported types are Ed25519, ECDSA, and RSA`,
    ],
    [
      requestDer({ signature: Buffer.alloc(64) }).toString('base64'),
      `${path}: Invalid value: invalid signature`,
    ],
    ['AAAA', `${path}: Invalid value: must be a valid PKCS#10 CSR`],
    [
      Buffer.alloc(10_241).toString('base64'),
      `${path}: Too long: may not be more than 10240 bytes`,
    ],
  ]
  for (const [stubPKCS10Request, expected] of cases)
    t.same(problems({ stubPKCS10Request }), [expected])
  t.same(
    problems({ stubPKCS10Request: requestDer().toString('base64') }),
    [],
    'what else it says is not looked at',
  )
})

void t.test('a key with a proof', async (t) => {
  const path = 'spec.pkixPublicKey'
  for (const version of ['v1.35', 'v1.36']) {
    for (const key of [ed25519, p256, p384, p521, rsa3072])
      t.same(problems(keyAndProof(key), version), [], `${version} ${key.asymmetricKeyType}`)
    const { pkixPublicKey } = keyAndProof(p256)
    const cases: [Partial<PodCertificateRequestSpec>, string][] = [
      [
        keyAndProof(p224),
        `${path}: Invalid value: "curve P-224": elliptic public keys must use curve P256 or P384`,
      ],
      [
        keyAndProof(rsa2048),
        `${path}: Invalid value: "2048-bit modulus": RSA keys must have modulus size 3072 or 4096`,
      ],
      [
        { ...keyAndProof(p256), pkixPublicKey: 'AAAA' },
        `${path}: Invalid value: "AAAA": must be a valid PKIX-serialized public key`,
      ],
      [{ ...keyAndProof(ed25519), pkixPublicKey: pkixPublicKey! }, BAD_PROOF],
      [keyAndProof(p256, 'another pod'), BAD_PROOF],
      [keyAndProof(rsa3072, 'another pod'), BAD_PROOF],
      [keyAndProof(ed25519, 'another pod'), BAD_PROOF],
      [
        { ...keyAndProof(p256), pkixPublicKey: Buffer.alloc(10_241).toString('base64') },
        `${path}: Too long: may not be more than 10240 bytes`,
      ],
      [
        { ...keyAndProof(p256), proofOfPossession: Buffer.alloc(10_241).toString('base64') },
        'spec.proofOfPossession: Too long: may not be more than 10240 bytes',
      ],
    ]
    for (const [spec, expected] of cases) t.same(problems(spec, version), [expected])
  }
})

void t.test('one form of key, from 1.36 on', async (t) => {
  const stubPKCS10Request = STUB
  const { pkixPublicKey, proofOfPossession } = keyAndProof(ed25519) as Record<string, string>
  for (const spec of [
    {},
    { stubPKCS10Request: '' },
    { stubPKCS10Request, proofOfPossession },
    { stubPKCS10Request, pkixPublicKey, proofOfPossession },
    { pkixPublicKey },
    { proofOfPossession },
  ] as Partial<PodCertificateRequestSpec>[])
    t.same(problems(spec), [EXACTLY_ONE])
  t.same(
    problems({}, 'v1.35'),
    ['spec.pkixPublicKey: Invalid value: null: must be a valid PKIX-serialized public key'],
    'before, there is nothing but the key',
  )
})

void t.test('who and for how long', async (t) => {
  const subdomain = /a lowercase RFC 1123 subdomain must consist/
  for (const field of ['podName', 'serviceAccountName', 'nodeName']) {
    const [text, ...more] = fields({ [field]: 'Bad!' })
    t.match(text, new RegExp(`^spec\\.${field}: Invalid value: "Bad!": ${subdomain.source}`))
    t.same(more, [])
  }
  for (const field of ['podUID', 'serviceAccountUID', 'nodeUID']) {
    t.same(fields({ [field]: '' }), [`spec.${field}: Invalid value: "": must not be empty`])
    t.same(fields({ [field]: 'x'.repeat(129) }), [
      `spec.${field}: Too long: may not be more than 128 bytes`,
    ])
  }
  t.match(fields({ signerName: 'pods' }), [/^spec\.signerName: Invalid value: "pods": must be a/])
  const range = (seconds: number, maximum: number): string =>
    `spec.maxExpirationSeconds: Invalid value: ${seconds}: must be in the range [3600, ${maximum}]`
  for (const [signerName, maximum] of [
    ['example.com/pods', 7_862_400],
    ['notkubernetes.io/pods', 7_862_400],
    ['kubernetes.io/pods', 86_400],
    ['x.kubernetes.io/pods', 86_400],
  ] as const) {
    for (const seconds of [3600, maximum])
      t.same(fields({ signerName, maxExpirationSeconds: seconds }), [])
    for (const seconds of [3599, maximum + 1, 0])
      t.same(fields({ signerName, maxExpirationSeconds: seconds }), [range(seconds, maximum)])
  }
})

void t.test('what a pod tells its signer', async (t) => {
  const annotated = (unverifiedUserAnnotations: Record<string, string>): string[] =>
    fields({ unverifiedUserAnnotations })
  t.same(annotated({}), [])
  t.same(annotated({ 'Example.com/A': 'anything' }), [])
  t.same(annotated({ '': 'x' }), ['spec.unverifiedUserAnnotations: Required value'])
  t.same(annotated({ a: 'x' }), [
    'spec.unverifiedUserAnnotations: Invalid value: "a": must be a domain-prefixed key (such as "acme.io/foo")',
  ])
  t.match(annotated({ 'a/b/c': 'x' }), [
    /^spec\.unverifiedUserAnnotations: Invalid value: "a\/b\/c": a valid label key must consist of/,
  ])
  const key = 'example.com/a'
  const room = 262_144 - key.length
  t.same(annotated({ [key]: 'x'.repeat(room) }), [])
  t.same(annotated({ [key]: 'x'.repeat(room + 1) }), [
    'spec.unverifiedUserAnnotations: Too long: may not be more than 262144 bytes',
  ])
})

void t.test('the spec stays', async (t) => {
  const old = ofPod()
  const update = (spec: Partial<PodCertificateRequestSpec>, version = 'v1.36'): string[] =>
    textsOf(validateMainUpdate(contextIn(version), ofPod(spec), old))
  t.same(update({}), [])
  t.same(update({ pkixPublicKey: null, unverifiedUserAnnotations: {} }), [], 'nothing is nothing')
  const [shown] = update({ stubPKCS10Request: null, unverifiedUserAnnotations: { 'a.b/c': 'd' } })
  t.equal(
    shown,
    `spec: Invalid value: {"SignerName":"example.com/pods","PodName":"p","PodUID":"${UID}","ServiceAccountName":"robot","ServiceAccountUID":"22222222-2222-4222-8222-222222222222","NodeName":"n","NodeUID":"33333333-3333-4333-8333-333333333333","MaxExpirationSeconds":86400,"PKIXPublicKey":null,"ProofOfPossession":null,"StubPKCS10Request":null,"UnverifiedUserAnnotations":{"a.b/c":"d"}}: field is immutable`,
  )
  t.notMatch(update({ podName: 'other' }, 'v1.35')[0], /Stub/)
})
