/** Chains of certificates, odd and usual ones, for comparison with Go. */
import { fc } from '../fixtures/property.ts'
import type { KeyObject } from 'node:crypto'
import { contextTag, TAG } from '../../src/ca/der.ts'
import { NULL, oid, sequence, tlv } from '../../src/ca/der-writer.ts'
import { OID } from '../../src/ca/oid.ts'
import {
  attribute,
  basicConstraints,
  CA,
  certificateDer,
  type CertificateParts,
  CLIENT,
  commonName,
  DAY,
  dns,
  ed25519,
  email,
  extension,
  extKeyUsage,
  ip,
  name,
  NOW,
  p256,
  p384,
  rsa2048,
  rsaSpki,
  SERVER,
  SHA256_RSA,
  spkiOf,
  subjectAltName,
  text,
  TRUE,
  uri,
  utf8,
  validity,
  hex,
  newKey,
} from './builders.ts'

/** Certificates of a client, and the CAs of the verifier; all in DER. */
export interface Shown {
  readonly leaf: Buffer
  readonly chain: readonly Buffer[]
  readonly roots: readonly Buffer[]
}

const around = validity(NOW - DAY, NOW + DAY)
const past = validity(NOW - 3 * DAY, NOW - DAY)
const future = validity(NOW + DAY, NOW + 2 * DAY)
const V1 = Buffer.alloc(0)

const rootKey = p256
const [middleKey, lowerKey, otherKey] = [newKey(), newKey(), newKey()]

const pathLength = (length: string) => basicConstraints(TRUE, hex(length))
const usage = (bits: string) => extension(OID.keyUsage, hex(bits), TRUE)
const subjectKeyId = (id: string) =>
  extension(OID.subjectKeyIdentifier, tlv(TAG.octetString, hex(id)))
const authorityKeyId = (id: string) =>
  extension(OID.authorityKeyIdentifier, sequence(tlv(contextTag(0), hex(id))))
const subtrees = (names: readonly Buffer[]): Buffer =>
  Buffer.concat(names.map((each) => sequence(each)))
const constraints = (permitted: readonly Buffer[], excluded: readonly Buffer[] = []) =>
  extension(
    OID.nameConstraints,
    sequence(
      ...(permitted.length > 0 ? [tlv(contextTag(0, true), subtrees(permitted))] : []),
      ...(excluded.length > 0 ? [tlv(contextTag(1, true), subtrees(excluded))] : []),
    ),
    TRUE,
  )
const permit = (name: Buffer) => constraints([name])
const exclude = (name: Buffer) => constraints([], [name])
const policies = (...ids: string[]) =>
  extension(OID.certificatePolicies, sequence(...ids.map((id) => sequence(oid(id)))))
const ANY_POLICY = '2.5.29.32.0'
const mappings = (...pairs: [string, string][]) =>
  extension(
    OID.policyMappings,
    sequence(...pairs.map(([from, to]) => sequence(oid(from), oid(to)))),
  )
const policyConstraints = (content: string) =>
  extension(OID.policyConstraints, sequence(hex(content)), TRUE)
const inhibitAny = (count: string) => extension(OID.inhibitAnyPolicy, hex(count), TRUE)

const root = (parts: CertificateParts = {}) =>
  certificateDer({
    subject: commonName('root'),
    issuer: commonName('root'),
    issuerKey: rootKey,
    spki: spkiOf(rootKey),
    validity: around,
    extensions: [CA],
    ...parts,
  })

const middle = (parts: CertificateParts = {}) =>
  certificateDer({
    subject: commonName('middle'),
    issuer: commonName('root'),
    issuerKey: rootKey,
    spki: spkiOf(middleKey),
    validity: around,
    extensions: [CA],
    ...parts,
  })

const lower = (parts: CertificateParts = {}) =>
  certificateDer({
    subject: commonName('lower'),
    issuer: commonName('middle'),
    issuerKey: middleKey,
    spki: spkiOf(lowerKey),
    validity: around,
    extensions: [CA],
    ...parts,
  })

const leafBy = (
  issuer: string,
  issuerKey: KeyObject,
  extensions: Buffer[] = [CLIENT],
  parts: CertificateParts = {},
) =>
  certificateDer({
    subject: name(
      [attribute(OID.organization, utf8('developers'))],
      [attribute(OID.commonName, utf8('jane'))],
    ),
    issuer: commonName(issuer),
    issuerKey,
    validity: around,
    extensions,
    ...parts,
  })

const underRoot = (extensions?: Buffer[], parts?: CertificateParts) =>
  leafBy('root', rootKey, extensions, parts)
const underMiddle = (extensions?: Buffer[], parts?: CertificateParts) =>
  leafBy('middle', middleKey, extensions, parts)
const underLower = (extensions?: Buffer[]) => leafBy('lower', lowerKey, extensions)

const shown = (leaf: Buffer, chain: Buffer[] = [], roots: Buffer[] = [root()]): Shown => ({
  leaf,
  chain,
  roots,
})

const leaf = (parts: CertificateParts): Shown => shown(underRoot(undefined, parts))
const belowRoot = (parts: CertificateParts): Shown => shown(underRoot(), [], [root(parts)])
const belowMiddle = (parts?: CertificateParts): Shown => shown(underMiddle(), [middle(parts)])

const named = (value: Buffer): CertificateParts => ({
  subject: name([attribute(OID.commonName, value)]),
})

/** A leaf with these names below a CA with these constraints. */
const constrained = (limits: Buffer, names: Buffer[]): Shown =>
  shown(underMiddle([CLIENT, ...(names.length > 0 ? [subjectAltName(...names)] : [])]), [
    middle({ extensions: [CA, limits] }),
  ])

const twin = (parts: CertificateParts = {}) => middle({ serial: hex('02 01 08'), ...parts })
const [oldTwin, newTwin] = [twin({ validity: past }), twin()]
/** The CA named `middle` with another key. */
const namesake = middle({ spki: spkiOf(otherKey) })
const otherRoot = root({
  subject: commonName('other'),
  issuer: commonName('other'),
  issuerKey: otherKey,
  spki: spkiOf(otherKey),
})
const crossSigned = middle({ issuer: commonName('other'), issuerKey: otherKey })
const sha1 = sequence(oid('1.2.840.10045.4.1'))

/** A CA of each depth below the root, and a leaf below the last. */
const deep = (depth: number): Shown => {
  const keys = Array.from({ length: depth }, newKey)
  const chain = keys.map((key, i) =>
    certificateDer({
      subject: commonName(`ca ${i}`),
      issuer: commonName(i === 0 ? 'root' : `ca ${i - 1}`),
      issuerKey: keys[i - 1] ?? rootKey,
      spki: spkiOf(key),
      validity: around,
      extensions: [CA],
    }),
  )
  return shown(leafBy(`ca ${depth - 1}`, keys.at(-1)!), chain)
}

const dnsCases: [string, Buffer, Buffer[]][] = [
  ['a permitted DNS name', permit(dns('example.com')), [dns('a.example.com')]],
  ['the domain itself', permit(dns('example.com')), [dns('example.com')]],
  ['another case', permit(dns('Example.COM')), [dns('a.eXample.com')]],
  ['another domain', permit(dns('example.com')), [dns('a.example.org')]],
  ['a domain with that ending', permit(dns('example.com')), [dns('badexample.com')]],
  ['one of two not permitted', permit(dns('a.b')), [dns('x.a.b'), dns('a.c')]],
  ['a leading dot', permit(dns('.example.com')), [dns('a.example.com')]],
  ['a leading dot and the domain itself', permit(dns('.a.b')), [dns('a.b')]],
  ['an empty constraint', permit(dns('')), [dns('a')]],
  ['a dot as a constraint', permit(dns('.')), [dns('a')]],
  ['a wildcard', permit(dns('example.com')), [dns('*.example.com')]],
  ['an excluded DNS name', exclude(dns('example.com')), [dns('a.example.com')]],
  ['a name beside an excluded domain', exclude(dns('example.com')), [dns('example.org')]],
  [
    'permitted and excluded',
    constraints([dns('example.com')], [dns('bad.example.com')]),
    [dns('x.bad.example.com')],
  ],
  ['no name at all', permit(dns('example.com')), []],
  ['a name of another kind', permit(dns('example.com')), [email('a@b.c'), ip(1, 2, 3, 4)]],
  ['an invalid DNS name', permit(dns('example.com')), [dns('a..example.com')]],
  ['a DNS name with a blank', exclude(dns('b')), [dns('a b')]],
  ['an absolute DNS name', exclude(dns('b')), [dns('a.')]],
]

const otherNameCases: [string, Buffer, Buffer[]][] = [
  ['a permitted address', permit(ip(10, 0, 0, 0, 255, 0, 0, 0)), [ip(10, 1, 2, 3)]],
  ['another address', permit(ip(10, 0, 0, 0, 255, 0, 0, 0)), [ip(11, 1, 2, 3)]],
  ['an excluded address', exclude(ip(10, 0, 0, 0, 255, 128, 0, 0)), [ip(10, 1, 2, 3)]],
  [
    'an address beside an excluded network',
    exclude(ip(10, 0, 0, 0, 255, 128, 0, 0)),
    [ip(10, 129, 2, 3)],
  ],
  [
    'IPv6 where IPv4 is permitted',
    permit(ip(10, 0, 0, 0, 255, 0, 0, 0)),
    [tlv(contextTag(7), hex('20010db8000000000000000000000001'))],
  ],
  [
    'an excluded IPv6 network',
    constraints(
      [],
      [tlv(contextTag(7), hex(`20010db8${'0'.repeat(24)}ffffffff${'0'.repeat(24)}`))],
    ),
    [tlv(contextTag(7), hex('20010db8000000000000000000000001'))],
  ],
  ['a mask with a hole', permit(ip(10, 0, 0, 0, 255, 0, 255, 0)), [ip(10, 1, 2, 3)]],
  ['a mailbox', permit(email('jane@example.com')), [email('jane@EXAMPLE.com')]],
  ['the mailbox in another case', permit(email('jane@a.b')), [email('Jane@a.b')]],
  ['a host of mailboxes', permit(email('example.com')), [email('jane@example.com')]],
  [
    'a mailbox of a host below that host',
    permit(email('example.com')),
    [email('jane@a.example.com')],
  ],
  ['mailboxes below a domain', permit(email('.example.com')), [email('j@example.com')]],
  ['an excluded mailbox', exclude(email('jane@a.b')), [email('jane@a.b')]],
  ['a quoted mailbox', permit(email('jane@a.b')), [email('"jane"@a.b')]],
  ['an escaped mailbox', permit(email('j ne@a.b')), [email('j\\ ne@a.b')]],
  ['a mailbox that is escaped in another way', permit(email('"j ne"@a.b')), [email('j\\ ne@a.b')]],
  ['a mailbox without an @', permit(email('a.b')), [email('jane')]],
  ['a mailbox with two dots', exclude(email('a.b')), [email('j..n@a.c')]],
  ['a mailbox without a domain', exclude(email('a.b')), [email('jane@')]],
  ['a mailbox without an @, beside DNS constraints', permit(dns('a.b')), [email('jane')]],
  ['a URI', permit(uri('example.com')), [uri('spiffe://example.com/x')]],
  ['a URI with a port', permit(uri('example.com')), [uri('https://example.com:8/x')]],
  ['a URI of another host', permit(uri('example.com')), [uri('spiffe://example.org/x')]],
  ['a URI below a domain', permit(uri('.example.com')), [uri('https://a.example.com')]],
  ['a URI with an address', permit(uri('example.com')), [uri('https://10.0.0.1/x')]],
  ['a URI with IPv6', permit(uri('example.com')), [uri('https://[::1]/x')]],
  ['a URI with IPv6 and a port', exclude(uri('a.b')), [uri('https://[::1]:80/x')]],
  ['a URI without a host', permit(uri('example.com')), [uri('urn:a:b')]],
  ['a URI without a host, unlimited', permit(dns('example.com')), [uri('urn:a:b')]],
  ['an excluded URI', exclude(uri('a.b')), [uri('https://x.a.b/')]],
  ['a URI constraint that is an address', permit(uri('10.0.0.1')), [uri('https://a/')]],
  ['two colons', exclude(uri('a.b')), [uri('https://a:b:80/')]],
  ['a registered ID', permit(ip(10, 0, 0, 0, 255, 0, 0, 0)), [tlv(contextTag(8), hex('2a'))]],
  ['an unknown kind of constraint', permit(tlv(contextTag(8), hex('2a'))), [dns('a')]],
  ['no constraints at all', extension(OID.nameConstraints, sequence(), TRUE), [dns('a')]],
]

const policyCases: [string, Buffer[], Buffer[], Buffer[]][] = [
  // extensions of the root, of the CA below it, of the leaf
  ['no policy required', [], [], []],
  ['a required policy is missing', [], [policyConstraints('800100')], []],
  ['in the CA alone', [], [policies('1.2.3'), policyConstraints('800100')], []],
  ['in both', [], [policies('1.2.3'), policyConstraints('800100')], [policies('1.2.3')]],
  ['another', [], [policies('1.2.3'), policyConstraints('800100')], [policies('1.2.4')]],
  ['any', [], [policies(ANY_POLICY), policyConstraints('800100')], [policies('1.2.4')]],
  ['any in the leaf', [], [policies('1.2.3'), policyConstraints('800100')], [policies(ANY_POLICY)]],
  [
    'any forbidden',
    [],
    [policies('1.2.3'), policyConstraints('800100'), inhibitAny('020100')],
    [policies(ANY_POLICY)],
  ],
  ['required one certificate later', [], [policyConstraints('800101')], []],
  ['required two certificates later', [], [policyConstraints('800102')], []],
  ['required by the leaf', [], [], [policyConstraints('800100')]],
  ['required by the root, which is ignored', [policyConstraints('800100')], [], []],
  [
    'mapped',
    [],
    [policies('1.2.3'), mappings(['1.2.3', '1.2.4']), policyConstraints('800100')],
    [policies('1.2.4')],
  ],
  [
    'mapped from any',
    [],
    [policies(ANY_POLICY), mappings(['1.2.3', '1.2.4']), policyConstraints('800100')],
    [policies('1.2.4')],
  ],
  ['mapped to any', [], [policies('1.2.3'), mappings(['1.2.3', ANY_POLICY])], []],
  [
    'a long arc',
    [],
    [policies('1.2.3')],
    [extension(OID.certificatePolicies, sequence(sequence(hex('06079f ff ff ff ff ff 01'))))],
  ],
]

const nameStrings: [string, Buffer][] = [
  ['T61 of ASCII', text(TAG.t61String, 'jane')],
  ['T61 of Latin-1', text(TAG.t61String, Buffer.of(0xe9))],
  ['T61 of truncated UTF-8', text(TAG.t61String, hex('6a e4b8'))],
  ['T61 of UTF-8 and Latin-1', text(TAG.t61String, hex('c3a9 e9 f09f9880 ff c0 eda080'))],
  ['T61 of UTF-8', text(TAG.t61String, 'é')],
  ['BMP', text(TAG.bmpString, hex('006a 00e9 4e2d'))],
  ['BMP with a NUL at the end', text(TAG.bmpString, hex('006a 0000'))],
  ['BMP of odd length', text(TAG.bmpString, hex('006a 00'))],
  ['BMP with half a surrogate pair', text(TAG.bmpString, hex('d83d'))],
  ['BMP with a surrogate pair', text(TAG.bmpString, hex('d83d de00'))],
  ['Universal', text(0x1c, hex('0000006a'))],
  ['invalid UTF-8', text(TAG.utf8String, Buffer.of(0xe9))],
  ['Printable with an underscore', text(TAG.printableString, 'a_b')],
  ['Printable with a star', text(TAG.printableString, 'a*&b')],
  ['IA5 of Latin-1', text(TAG.ia5String, Buffer.of(0xe9))],
  ['Numeric', text(TAG.numericString, '1 2')],
  ['Visible', text(0x1a, 'jane')],
  ['a number', hex('020101')],
]

export const CHAINS: readonly (readonly [string, Shown])[] = [
  ['a leaf below the root', shown(underRoot())],
  ['a leaf below an intermediate', belowMiddle()],
  ['two intermediates', shown(underLower(), [lower(), middle()])],
  ['two intermediates, the upper first', shown(underLower(), [middle(), lower()])],
  ['intermediates twice', shown(underLower(), [middle(), lower(), middle(), lower()])],
  ['the root too', shown(underMiddle(), [middle(), root()])],
  ['a missing intermediate', shown(underLower(), [lower()])],
  ['no root', shown(underRoot(), [], [])],
  ['the root twice', shown(underRoot(), [], [root(), root({ serial: hex('020109') })])],
  ['a leaf signed with another key than that of the root', shown(leafBy('root', otherKey))],
  ['the expired twin first', shown(underMiddle(), [oldTwin, newTwin])],
  ['the renewed twin first', shown(underMiddle(), [newTwin, oldTwin])],
  ['the expired twin alone', shown(underMiddle(), [oldTwin])],
  ['an expired root beside a renewed', shown(underRoot(), [], [root({ validity: past }), root()])],
  ['an expired root', belowRoot({ validity: past })],
  ['an expired leaf', leaf({ validity: past })],
  ['a leaf of the future', leaf({ validity: future })],
  ['a CA of the future', belowMiddle({ validity: future })],
  ['a namesake first', shown(underMiddle(), [namesake, middle()])],
  ['a namesake alone', shown(underMiddle(), [namesake])],
  ['cross-signed, both roots', shown(underMiddle(), [crossSigned, middle()], [root(), otherRoot])],
  ['cross-signed, the other root', shown(underMiddle(), [middle(), crossSigned], [otherRoot])],
  [
    'cross-signed and expired on one side',
    shown(underMiddle(), [middle({ validity: past }), crossSigned], [root(), otherRoot]),
  ],
  [
    'CAs that sign one another',
    shown(
      underMiddle(),
      [
        middle({ issuer: commonName('lower'), issuerKey: lowerKey }),
        lower(),
        lower({ issuer: commonName('root'), issuerKey: rootKey }),
      ],
      [root()],
    ),
  ],
  ['a root with another key', belowRoot({ spki: spkiOf(p384) })],
  ['an RSA root', rsaRoot()],
  ['an Ed25519 root', edRoot()],
  [
    'path length 0',
    shown(underMiddle(), [middle()], [root({ extensions: [pathLength('020100')] })]),
  ],
  ['path length 0, no CA below', belowRoot({ extensions: [pathLength('020100')] })],
  [
    'path length 1',
    shown(underMiddle(), [middle()], [root({ extensions: [pathLength('020101')] })]),
  ],
  ['a negative path length', belowMiddle({ extensions: [pathLength('0201ff')] })],
  [
    'a negative path length above',
    shown(underMiddle(), [middle()], [root({ extensions: [pathLength('020180')] })]),
  ],
  [
    'path length 0 below',
    shown(underLower(), [lower(), middle({ extensions: [pathLength('020100')] })]),
  ],
  [
    'path length 1 below',
    shown(underLower(), [lower(), middle({ extensions: [pathLength('020101')] })]),
  ],
  ['a great path length', belowMiddle({ extensions: [pathLength('02047fffffff')] })],
  ['a leaf with a path length', shown(underRoot([CLIENT, pathLength('020100')]))],
  ['an intermediate that is no CA', belowMiddle({ extensions: [basicConstraints()] })],
  ['an intermediate without basicConstraints', belowMiddle({ extensions: [] })],
  ['a root that is no CA', belowRoot({ extensions: [basicConstraints()] })],
  ['a root without basicConstraints', belowRoot({ extensions: [SERVER] })],
  ['a root of version 1', belowRoot({ version: V1, extensionField: V1 })],
  ['an intermediate of version 1', belowMiddle({ version: V1, extensionField: V1 })],
  ['a leaf of version 1', shown(underRoot([], { version: V1, extensionField: V1 }))],
  ['a leaf that is a CA', shown(underRoot([CLIENT, CA]))],
  ['a CA that may not sign', belowMiddle({ extensions: [CA, usage('03020780')] })],
  ['a CA that may sign', belowMiddle({ extensions: [CA, usage('03020204')] })],
  ['a root that may not sign', belowRoot({ extensions: [CA, usage('03020780')] })],
  ['a self-signed leaf', shown(leafBy('jane', p256))],
  ['a trusted leaf', trusted(underRoot())],
  ['a trusted leaf for servers', trusted(underRoot([SERVER]))],
  ['a trusted leaf that has expired', trusted(underRoot(undefined, { validity: past }))],
  ['a leaf for servers', shown(underRoot([SERVER]))],
  [
    'a leaf for servers and clients',
    shown(underRoot([extKeyUsage(OID.serverAuth, OID.clientAuth)])),
  ],
  ['a leaf for any purpose', shown(underRoot([extKeyUsage(OID.anyExtendedKeyUsage)]))],
  ['a leaf for something unknown', shown(underRoot([extKeyUsage('1.2.3')]))],
  ['a leaf for no purpose', shown(underRoot([extKeyUsage()]))],
  ['a leaf without a purpose', shown(underRoot([]))],
  ['a CA for servers', belowMiddle({ extensions: [CA, SERVER] })],
  [
    'a CA for clients, and a leaf without a purpose',
    shown(underMiddle([]), [middle({ extensions: [CA, CLIENT] })]),
  ],
  ['a CA for any purpose', belowMiddle({ extensions: [CA, extKeyUsage(OID.anyExtendedKeyUsage)] })],
  ['a root for servers', belowRoot({ extensions: [CA, SERVER] })],
  [
    'a CA for servers beside its twin for clients',
    shown(underMiddle(), [
      middle({ extensions: [CA, SERVER] }),
      twin({ extensions: [CA, CLIENT] }),
    ]),
  ],
  ['an unknown critical extension in the leaf', shown(underRoot([extension('1.2.3', NULL, TRUE)]))],
  ['an unknown extension in the leaf', shown(underRoot([extension('1.2.3', NULL)]))],
  [
    'an unknown critical extension in a CA',
    belowMiddle({ extensions: [CA, extension('1.2.3', NULL, TRUE)] }),
  ],
  [
    'an unknown critical extension in the root',
    belowRoot({ extensions: [CA, extension('1.2.3', NULL, TRUE)] }),
  ],
  [
    'critical names of unknown kinds',
    shown(
      underRoot([
        CLIENT,
        extension(OID.subjectAltName, sequence(tlv(contextTag(8), hex('2a'))), TRUE),
      ]),
    ),
  ],
  ['a negative serial number', leaf({ serial: hex('0201ff') })],
  ['the serial number zero', leaf({ serial: hex('020100') })],
  ['a long serial number', leaf({ serial: tlv(TAG.integer, Buffer.alloc(60, 1)) })],
  ['a serial number that is too long', leaf({ serial: hex('02020001') })],
  ['version 4', leaf({ version: hex('a003020103') })],
  ['a SHA-1 signature', leaf({ algorithm: sha1 })],
  ['two algorithms', leaf({ outerAlgorithm: sha1 })],
  ['a spoilt signature', leaf({ signature: hex('0305003003020101') })],
  ['an RSA key of 8192 bits in the leaf', leaf({ spki: rsaSpki(8192) })],
  ['an RSA key of 8200 bits in the leaf', leaf({ spki: rsaSpki(8200) })],
  [
    'an RSA key of 8200 bits in an unused CA',
    shown(underRoot(), [middle({ spki: rsaSpki(8200) })]),
  ],
  ['an unknown key in the leaf', leaf({ spki: sequence(sequence(oid('1.2.3')), hex('030100')) })],
  [
    'an unknown key in a CA',
    belowMiddle({ spki: sequence(sequence(oid('1.2.3')), hex('030100')) }),
  ],
  ['junk after the leaf', shown(underRoot(), [NULL])],
  [
    'an issuer in another string type',
    leaf({
      issuer: name([attribute(OID.commonName, text(TAG.printableString, 'root'))]),
    }),
  ],
  [
    'key identifiers that match',
    shown(underMiddle([CLIENT, authorityKeyId('0102')]), [
      middle({ extensions: [CA, subjectKeyId('0102')] }),
    ]),
  ],
  [
    'key identifiers that differ',
    shown(underMiddle([CLIENT, authorityKeyId('0103')]), [
      middle({ extensions: [CA, subjectKeyId('0102')] }),
    ]),
  ],
  ['a chain of 20', deep(20)],
  ['14 CAs of the same name, the right one last', manyNamesakes(13)],
  ...dnsCases.map(([what, limits, names]) => [what, constrained(limits, names)] as const),
  ...otherNameCases.map(([what, limits, names]) => [what, constrained(limits, names)] as const),
  [
    'constraints of the root',
    shown(
      underRoot([CLIENT, subjectAltName(dns('a'))]),
      [],
      [root({ extensions: [CA, permit(dns('b'))] })],
    ),
  ],
  [
    'constraints on the name of a CA',
    shown(underLower(), [
      lower({ extensions: [CA, subjectAltName(dns('a.c'))] }),
      middle({ extensions: [CA, permit(dns('a.b'))] }),
    ]),
  ],
  [
    'constraints that their own CA violates',
    belowMiddle({ extensions: [CA, subjectAltName(dns('a.c')), permit(dns('a.b'))] }),
  ],
  [
    'too many names',
    constrained(
      constraints(
        [],
        Array.from({ length: 600 }, (_, i) => dns(`x${i}`)),
      ),
      Array.from({ length: 500 }, (_, i) => dns(`y${i}`)),
    ),
  ],
  ...policyCases.map(
    ([what, ofRoot, ofMiddle, ofLeaf]) =>
      [
        `policies: ${what}`,
        shown(
          underMiddle([CLIENT, ...ofLeaf]),
          [middle({ extensions: [CA, ...ofMiddle] })],
          [root({ extensions: [CA, ...ofRoot] })],
        ),
      ] as const,
  ),
  ...nameStrings.map(([what, value]) => [what, leaf(named(value))] as const),
]

function rsaRoot(): Shown {
  const made = root({ spki: spkiOf(rsa2048), issuerKey: rsa2048, algorithm: SHA256_RSA })
  return shown(leafBy('root', rsa2048, [CLIENT], { algorithm: SHA256_RSA }), [], [made])
}

function edRoot(): Shown {
  return shown(leafBy('root', rootKey), [], [root({ spki: spkiOf(ed25519) })])
}

function trusted(leaf: Buffer): Shown {
  return shown(leaf, [], [leaf])
}

function manyNamesakes(count: number): Shown {
  const others = Array.from({ length: count }, () => middle({ spki: spkiOf(newKey()) }))
  return shown(underMiddle(), [...others, middle()])
}

const CAS = (['root', 'other', 'middle', 'lower'] as const).map((subject, i) => ({
  subject,
  key: [rootKey, otherKey, middleKey, lowerKey][i]!,
}))

/** One of `values` in one of `often` cases, otherwise `usual`. */
const rarely = <T, U>(often: number, usual: U, ...values: T[]) =>
  fc.oneof(
    { arbitrary: fc.constant(usual), weight: often - 1 },
    { arbitrary: fc.constantFrom(...values), weight: 1 },
  )

const anyExtensions = (isCa: boolean) => {
  const always = [
    rarely(
      4,
      undefined,
      CLIENT,
      SERVER,
      extKeyUsage('1.2.3'),
      extKeyUsage(OID.serverAuth, OID.clientAuth),
    ),
    rarely(8, undefined, usage('03020204'), usage('03020780')),
    rarely(12, undefined, extension('1.2.3', NULL, TRUE)),
    rarely(6, undefined, subjectAltName(dns('a.b')), subjectAltName(dns('a.c'), ip(10, 0, 0, 1))),
    rarely(5, undefined, policies('1.2.3'), policies('1.2.4', '1.2.3'), policies(ANY_POLICY)),
    rarely(12, undefined, inhibitAny('020100')),
  ]
  const excluded = exclude(ip(10, 0, 0, 0, 255, 0, 0, 0))
  const ofCas = [
    rarely(5, CA, pathLength('020100'), pathLength('020101'), basicConstraints()),
    rarely(6, undefined, permit(dns('b')), excluded),
    rarely(8, undefined, policyConstraints('800100'), policyConstraints('800101')),
    rarely(10, undefined, mappings(['1.2.3', '1.2.4'])),
  ]
  return fc
    .tuple(...always, ...(isCa ? ofCas : []))
    .map((all) => all.filter((each) => each !== undefined))
}

const anyCertificate = (
  subject: string,
  key: KeyObject,
  isCa: boolean,
  by = fc.constantFrom(...CAS),
) => {
  const parts = {
    extensions: anyExtensions(isCa),
    by,
    wrongKey: rarely(10, undefined, ...CAS.map((each) => each.key)),
    serial: fc.integer({ min: 1, max: 100 }),
    time: rarely(8, around, past, future),
  }
  return fc.record(parts).map(({ extensions, by: issuer, wrongKey, serial, time }) =>
    certificateDer({
      subject: commonName(subject),
      spki: spkiOf(key),
      issuer: commonName(issuer.subject),
      issuerKey: wrongKey ?? issuer.key,
      serial: tlv(TAG.integer, Buffer.of(serial)),
      validity: time,
      extensions,
    }),
  )
}

const [anyRoot, otherAnyRoot] = CAS.map((each) =>
  anyCertificate(each.subject, each.key, true, fc.constant(each)),
)

/** Certificates of a few CAs that sign one another at random, and a leaf below one of them. */
export const anyChain: fc.Arbitrary<Shown> = fc.record({
  leaf: anyCertificate('jane', p256, false),
  chain: fc.array(fc.oneof(...CAS.map(({ subject, key }) => anyCertificate(subject, key, true))), {
    maxLength: 7,
  }),
  roots: fc.oneof(fc.tuple(anyRoot!), fc.tuple(anyRoot!, otherAnyRoot!)),
})
