import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { createCertificateAuthority } from '../../src/ca/authority.ts'
import { parseCertificateRequestPem, verifyRequestSignature } from '../../src/ca/request.ts'
import { issueIdentity } from '../../src/ca/identity.ts'
import { keyPurposes } from '../../src/ca/usages.ts'
import { countingEntropy, fixedClock, NOW } from './builders.ts'

/*
 * OpenSSL makes CSRs of many shapes and reads the issued certificates. OPENSSL_ROUNDS is the number
 * of CSRs (default: 40).
 */
const ROUNDS = Number(process.env['OPENSSL_ROUNDS'] ?? 40)

const hasOpenssl = () => {
  try {
    execFileSync('openssl', ['version'])
    return true
  } catch {
    return false
  }
}

const dir = mkdtempSync(join(tmpdir(), 'csrlab-'))
t.teardown(() => rmSync(dir, { recursive: true }))

const file = (name: string, content: string) => {
  const path = join(dir, name)
  writeFileSync(path, content)
  return path
}

const openssl = (...args: string[]) =>
  execFileSync('openssl', args, { stdio: ['ignore', 'pipe', 'pipe'], encoding: 'utf8' })

const KEYS: Record<string, string[]> = {
  rsa2048: ['-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2048'],
  rsa3072: ['-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:3072'],
  p224: ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-224'],
  p256: ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256'],
  p384: ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-384'],
  p521: ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-521'],
  ed25519: ['-algorithm', 'ED25519'],
}

const keyFile = (kind: string) => {
  const path = join(dir, `${kind}.key`)
  openssl('genpkey', ...KEYS[kind]!, '-out', path)
  return path
}

/** OpenSSL's string masks, and whether their string types can hold non-ASCII text. */
const MASKS: [mask: string, isUnicode: boolean][] = [
  ['utf8only', true],
  ['default', true],
  ['MASK:0x800', true],
  ['pkix', true],
  ['nombstr', false],
  ['MASK:0x2', false],
]

interface Shape {
  key: string
  mask: string
  /** the requested organizations; values of an inner list share an RDN */
  organizations: string[][]
  units: string[]
  country: boolean
  commonName: string
  email: boolean
  sans: [kind: string, value: string][]
  usages: string[]
  seconds: number
}

const ASCII = ['jane', 'system:node:a', 'a b c', "O'Brien", 'x'.repeat(64)]
const UNICODE = ['제인', 'a@b', 'a*b', 'a_b', 'a&b', 'ŵ', 'Ünï']

const USAGES = [
  ['client auth'],
  ['client auth', 'digital signature', 'key encipherment'],
  ['server auth', 'key agreement'],
  ['any', 'decipher only', 's/mime'],
  ['ocsp signing', 'crl sign', 'cert sign', 'timestamping'],
  ['signing'],
]

/** The shape of CSR number `i`; successive numbers cover many combinations. */
const shape = (i: number): Shape => {
  const pick = <T>(values: readonly T[], salt: number): T =>
    values[(i * (salt + 1) + Math.floor(i / values.length)) % values.length]!
  const [mask, isUnicode] = pick(MASKS, 0)
  const words = isUnicode ? [...UNICODE, ...ASCII] : ASCII.slice(0, 4)
  const word = (salt: number) => pick(words, salt)
  const names: [string, string][] = [
    ['DNS', `host-${i}.example.com`],
    ['IP', '10.0.0.1'],
    ['URI', 'spiffe://example.com/ns/a'],
    ['email', 'jane@example.com'],
    ['IP', 'fd00::1'],
    ['DNS', '*.example.com'],
  ]
  const groups = [[], [['dev']], [['b', 'a', word(2)]], [[word(3)], ['zz', 'a']]]
  return {
    key: pick(Object.keys(KEYS), 0),
    mask,
    organizations: pick(groups, 1),
    units: i % 3 === 0 ? [word(4)] : [],
    country: i % 4 === 1,
    commonName: word(0),
    email: i % 5 === 2,
    sans: names.slice(0, i % 7),
    usages: pick(USAGES, 0),
    seconds: [600, 3600, 8 * 3600, 86_400][i % 4]!,
  }
}

const configuration = (shape: Shape) => {
  const subject = [
    ...(shape.country ? ['C=KR'] : []),
    ...shape.organizations.flatMap((rdn, i) =>
      rdn.map((value, j) => `${i * 10 + j}.${j > 0 ? '+' : ''}O=${value}`),
    ),
    ...shape.units.map((value) => `OU=${value}`),
    `CN=${shape.commonName}`,
    ...(shape.email ? ['emailAddress=jane@example.com'] : []),
  ]
  const names = shape.sans.map(([kind, value], i) => `${kind}.${i}=${value}`)
  return [
    '[req]\nprompt=no\nutf8=yes\ndistinguished_name=dn',
    `string_mask=${shape.mask}`,
    names.length > 0 ? 'req_extensions=ext' : '',
    // OpenSSL would interpret a quote
    `[dn]\n${subject.join('\n').replaceAll("'", "\\'")}`,
    `[ext]\nbasicConstraints=CA:TRUE\nsubjectAltName=@names\n[names]\n${names.join('\n')}\n`,
  ].join('\n')
}

/** Sorts like DER: by length, tag (PrintableString's is above UTF8String's), then bytes. */
const sortRdn = (values: string[]) => {
  const key = (value: string) => {
    const isPrintable = /^[A-Za-z0-9 '()+,\-./:=?]*$/.test(value)
    const bytes = Buffer.from(value)
    return Buffer.concat([Buffer.of(bytes.length, isPrintable ? 0x13 : 0x0c, bytes.length), bytes])
  }
  return values.toSorted((a, b) => key(a).compare(key(b)))
}

const expectedSubject = ({ country, organizations, units, commonName }: Shape) =>
  [
    ...(country ? ['C=KR'] : []),
    ...(organizations.length > 0
      ? [
          sortRdn(organizations.flat())
            .map((value) => `O=${value}`)
            .join('+'),
        ]
      : []),
    ...units.map((value) => `OU=${value}`),
    `CN=${commonName}`,
  ].join('\n')

const SAN_LABEL: Record<string, string> = { IP: 'IP Address' }

const expectedNames = ({ sans }: Shape) =>
  ['DNS', 'email', 'IP', 'URI']
    .flatMap((kind) => sans.filter((name) => name[0] === kind))
    .map(
      ([kind, value]) =>
        `${SAN_LABEL[kind] ?? kind}:${value === 'fd00::1' ? 'FD00:0:0:0:0:0:0:1' : value}`,
    )
    .join(', ')

const opensslTime = (ms: number) => `${new Date(ms).toISOString().slice(0, 19).replace('T', ' ')}Z`

t.test('csrlab and OpenSSL agree on CSRs', { skip: !hasOpenssl() && 'no openssl' }, async (t) => {
  const clock = fixedClock()
  const authority = await createCertificateAuthority({
    clock,
    entropy: countingEntropy(),
    keyType: 'p256',
  })
  const ca = file('ca.pem', authority.certificatePem)
  const keys = new Map(
    Object.keys(KEYS).map((kind) => {
      const path = keyFile(kind)
      return [kind, { path, publicPem: openssl('pkey', '-in', path, '-pubout') }]
    }),
  )
  const second = NOW - (NOW % 1000)

  for (let i = 0; i < ROUNDS; i++) {
    const wanted = shape(i)
    const config = file('req.cnf', configuration(wanted))
    const pem = openssl('req', '-new', '-config', config, '-key', keys.get(wanted.key)!.path)

    const csr = parseCertificateRequestPem(pem)
    t.equal(verifyRequestSignature(csr), undefined, `${i}: ${wanted.key} ${wanted.mask}`)
    t.equal(csr.subject.commonName, wanted.commonName)
    // OpenSSL sorts the values of an RDN, and the parser keeps OpenSSL's order
    t.same(csr.subject.organizations.toSorted(), wanted.organizations.flat().toSorted())

    const { usages, seconds } = wanted
    const issued = await authority.issueForRequest({
      csr,
      usages,
      durationSeconds: seconds,
      now: NOW,
    })
    const certificate = file('leaf.pem', issued)
    const output = openssl(
      ...'x509 -noout -pubkey -startdate -enddate -subject -nameopt'.split(' '),
      'sep_multiline,utf8,sname,-esc_msb',
      ...'-dateopt iso_8601 -ext subjectAltName,basicConstraints -in'.split(' '),
      certificate,
    )
    const [, publicKey, start, end, subject, extensions = ''] =
      /^(-----BEGIN.*END PUBLIC KEY-----\n)notBefore=(.*)\nnotAfter=(.*)\nsubject=\n(.*?)\n(X509v3.*)$/s.exec(
        output,
      ) ?? []
    t.equal(publicKey, keys.get(wanted.key)?.publicPem)
    t.equal(start, opensslTime(second - 300_000))
    const backdate = seconds < 8 * 3600 ? 0 : 300_000
    t.equal(end, opensslTime(second + seconds * 1000 - backdate))
    const attributes = subject?.split('\n').map((line) => line.trim().replaceAll(' + ', '+'))
    t.equal(attributes?.join('\n'), expectedSubject(wanted))
    t.match(extensions, /Basic Constraints: critical\n\s+CA:FALSE/)
    const names = /Alternative Name: \n\s+(.*)/.exec(extensions)?.[1] ?? ''
    t.equal(names, expectedNames(wanted))

    const purposes = keyPurposes(usages).extKeyUsage
    const isClient = purposes.length === 0 || usages.includes('client auth')
    const purpose = isClient ? ['-purpose', 'sslclient'] : []
    const verify = ['verify', '-attime', String(NOW / 1000), '-CAfile', ca, ...purpose, certificate]
    t.match(openssl(...verify), /OK$/m)
  }
})

t.test('OpenSSL accepts our certificates', { skip: !hasOpenssl() && 'no openssl' }, async (t) => {
  const clock = fixedClock()
  for (const keyType of ['rsa2048', 'p256', 'p384', 'p521', 'ed25519'] as const) {
    const authority = await createCertificateAuthority({
      clock,
      entropy: countingEntropy(),
      keyType,
    })
    const ca = file('ca.pem', authority.certificatePem)
    const { certificatePem } = await issueIdentity(authority, {
      clock,
      commonName: 'host',
      sans: { dns: ['localhost'], ip: ['::1'] },
      usages: ['server auth', 'digital signature', 'key encipherment'],
      seconds: 86_400,
    })
    const leaf = file('leaf.pem', certificatePem)
    const strict = ['verify', '-x509_strict', '-attime', String(NOW / 1000), '-CAfile', ca]
    t.match(openssl(...strict, ca), /OK$/m, `${keyType} root`)
    const output = openssl(
      'verify',
      '-attime',
      String(NOW / 1000),
      '-CAfile',
      ca,
      '-purpose',
      'sslserver',
      '-verify_hostname',
      'localhost',
      leaf,
    )
    t.match(output, /OK$/m, `${keyType} leaf`)
    t.match(openssl('asn1parse', '-in', leaf), /cons: SEQUENCE/)
  }
})
