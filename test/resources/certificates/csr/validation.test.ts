import t from 'tap'
import type { CertificateSigningRequest } from '../../../../src/api/kinds/certificates.ts'
import { certificateSigningRequests } from '../../../../src/resources/certificates/csr/resource.ts'
import {
  base64,
  certificatePem,
  CLIENT,
  condition,
  JANE,
  storedCsr,
} from '../../../fixtures/builders.ts'
import { releaseOf } from '../../../../src/release/releases.ts'
import { Shelf } from '../../shelf.ts'

const shelf = new Shelf<CertificateSigningRequest>(certificateSigningRequests(() => undefined))
const GOOD = { request: JANE, signerName: CLIENT, usages: ['client auth'] }
const errorsOf = (spec: object): string[] => shelf.create({ spec: { ...GOOD, ...spec } }).errors

const PEM_TYPE = 'PEM block type must be CERTIFICATE REQUEST'
const USAGES =
  'supported values: "any", "cert sign", "client auth", "code signing", "content commitment", "crl sign", ' +
  '"data encipherment", "decipher only", "digital signature", "email protection", "encipher only", "ipsec end system", ' +
  '"ipsec tunnel", "ipsec user", "key agreement", "key encipherment", "microsoft sgc", "netscape sgc", "ocsp signing", ' +
  '"s/mime", "server auth", "signing", "timestamping"'

t.test('an empty spec lacks everything, in the order of the checks', (t) => {
  t.same(shelf.create({ spec: {} }).errors, [
    `spec.request: Invalid value: null: ${PEM_TYPE}`,
    'spec.usages: Required value',
    'spec.signerName: Required value',
  ])
  t.end()
})

t.test('the request', (t) => {
  const pem = Buffer.from(JANE, 'base64').toString()
  const refused: Record<string, [text: string, reason: string]> = {
    'no PEM': ['invalid data', PEM_TYPE],
    nothing: ['', PEM_TYPE],
    'another type': [pem.replaceAll('CERTIFICATE REQUEST', 'NEW CERTIFICATE REQUEST'), PEM_TYPE],
    'an empty block': [
      '-----BEGIN CERTIFICATE REQUEST-----\n-----END CERTIFICATE REQUEST-----\n',
      'asn1: syntax error: sequence truncated',
    ],
  }
  for (const [what, [text, reason]] of Object.entries(refused)) {
    const request = base64(text)
    t.same(errorsOf({ request }), [`spec.request: Invalid value: "${request}": ${reason}`], what)
  }
  const accepted = {
    'text around it': `Certificate Request:\n  Data\n${pem}the end`,
    CRLF: pem.replaceAll('\n', '\r\n'),
    headers: pem.replace('\n', '\nProc-Type: 4,ENCRYPTED\n\n'),
    'another block behind it': pem + certificatePem(0, 1000),
  }
  for (const [what, text] of Object.entries(accepted))
    t.same(errorsOf({ request: base64(text) }), [], what)
  t.end()
})

t.test('usages: every unknown one, then every repeated one', (t) => {
  t.same(errorsOf({ usages: ['unknown', 'unknown'] }), [
    `spec.usages[0]: Unsupported value: "unknown": ${USAGES}`,
    `spec.usages[1]: Unsupported value: "unknown": ${USAGES}`,
    'spec.usages[1]: Duplicate value: "unknown"',
  ])
  t.same(errorsOf({ usages: ['any', 'signing', 'any'] }), [
    'spec.usages[2]: Duplicate value: "any"',
  ])
  t.same(errorsOf({ usages: ['<b>'] }), [
    `spec.usages[0]: Unsupported value: "\\u003cb\\u003e": ${USAGES}`,
  ])
  t.same(errorsOf({ usages: [] }), ['spec.usages: Required value'])
  t.end()
})

t.test(
  'the legacy signer has no other fault than being it; unknown ones of kubernetes.io are fine',
  (t) => {
    t.same(errorsOf({ signerName: 'kubernetes.io/legacy-unknown' }), [
      'spec.signerName: Invalid value: "kubernetes.io/legacy-unknown": the legacy signerName is not allowed via this API version',
    ])
    t.same(errorsOf({ signerName: 'kubernetes.io/of-my-own' }), [])
    t.same(errorsOf({ signerName: 'example/some' }), [
      'spec.signerName: Invalid value: "example": should be a domain with at least two segments separated by dots',
    ])
    t.end()
  },
)

t.test('expirationSeconds: ten minutes at least', (t) => {
  for (const seconds of [-1, 0, 1, 60, 599]) {
    t.same(errorsOf({ expirationSeconds: seconds }), [
      `spec.expirationSeconds: Invalid value: ${seconds}: may not specify a duration less than 600 seconds (10 minutes)`,
    ])
  }
  for (const expirationSeconds of [600, 2 ** 31 - 1]) t.same(errorsOf({ expirationSeconds }), [])
  t.end()
})

t.test('conditions', (t) => {
  const errorsWith = (...conditions: object[]): string[] =>
    shelf.update({ spec: GOOD, status: { conditions } }, storedCsr(), 'approval').errors
  t.same(errorsWith(condition('', { status: '' })), [
    'status.conditions[0].type: Required value',
    'status.conditions[0].status: Required value',
  ])
  for (const type of ['Approved', 'Denied', 'Failed'])
    t.same(errorsWith(condition(type, { status: 'False' })), [
      'status.conditions[0].status: Unsupported value: "False": supported values: "True"',
    ])
  t.same(errorsWith(condition('Mine', { status: 'Maybe' })), [
    'status.conditions[0].status: Unsupported value: "Maybe": supported values: "False", "True", "Unknown"',
  ])
  for (const status of ['True', 'False', 'Unknown'])
    t.same(errorsWith(condition('Mine', { status })), [])
  t.same(errorsWith(condition('Denied'), condition('Approved'), condition('Denied')), [
    'status.conditions: Invalid value: "Approved": Approved and Denied conditions are mutually exclusive',
    'status.conditions: Invalid value: "Denied": Approved and Denied conditions are mutually exclusive',
    'status.conditions[2].type: Duplicate value: "Denied"',
  ])
  t.end()
})

t.test('approved and denied at once, from 1.37 on', (t) => {
  const mine = condition('Mine', { status: 'Maybe' })
  const both = [condition('Denied'), condition('Approved'), mine]
  const told = (version: string, gates = {}, conditions: object[] = both): string[] => {
    const requests = certificateSigningRequests(() => undefined)
    const of = releaseOf(version, gates)!
    return new Shelf<CertificateSigningRequest>(requests, of).update(
      { spec: GOOD, status: { conditions } },
      storedCsr(),
      'approval',
    ).errors
  }
  const maybe =
    'status.conditions[2].status: Unsupported value: "Maybe": supported values: "False", "True", "Unknown"'
  const old =
    'status.conditions: Invalid value: "Approved": Approved and Denied conditions are mutually exclusive'
  t.ok(told('v1.36').includes(old))
  t.ok(told('v1.37', { DeclarativeValidationBeta: false }).includes(old))
  const told137 = told('v1.37')
  t.equal(
    told137.at(-1),
    String.raw`status.conditions: Invalid value: "{conditions[{\"type\": \"Approved\"}], conditions[{\"type\": \"Denied\"}]}": ` +
      'must specify at most one of: `conditions[{"type": "Approved"}]`, `conditions[{"type": "Denied"}]`',
  )
  t.equal(told137[0], maybe, 'it comes after all else')
  t.notOk(told137.includes(old))
  t.same(told('v1.37', {}, [condition('Denied')]), [])
  t.end()
})

t.test('the certificate', (t) => {
  const errorsWith = (pem: string): string[] =>
    shelf.update({ spec: GOOD, status: { certificate: base64(pem) } }, storedCsr(), 'status').errors
  const good = certificatePem(0, 1000)
  const refused: [pem: string, reason: string][] = [
    ['garbage', 'must contain at least one CERTIFICATE PEM block'],
    [
      good + Buffer.from(JANE, 'base64').toString(),
      'only CERTIFICATE PEM blocks are allowed, found "CERTIFICATE REQUEST"',
    ],
    [good.replace('\n', '\nA: b\n\n'), 'no PEM block headers are permitted'],
    [
      '-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n',
      'found CERTIFICATE PEM block containing 0 certificates',
    ],
    [
      '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n',
      'x509: malformed certificate',
    ],
  ]
  for (const [pem, reason] of refused)
    t.same(errorsWith(pem), [`status.certificate: Invalid value: "<certificate data>": ${reason}`])
  t.same(errorsWith(`leading\n${good}between\n${good}trailing`), [])
  t.same(errorsWith(''), [])
  t.end()
})
