/** Usual and odd chains of certificates, to compare with Go. */
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
import { times } from '../fixtures/times.ts'

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
const UNKNOWN = extension('1.2.3', NULL, TRUE)
const ANY_POLICY = '2.5.29.32.0'
const mappings = (...pairs: [string, string][]) =>
  extension(
    OID.policyMappings,
    sequence(...pairs.map(([from, to]) => sequence(oid(from), oid(to)))),
  )
const policyConstraints = (content: string) =>
  extension(OID.policyConstraints, sequence(hex(content)), TRUE)
const inhibitAny = (count: string) => extension(OID.inhibitAnyPolicy, hex(count), TRUE)

const caOf =
  (subject: string, key: KeyObject, issuer: string, issuerKey: KeyObject) =>
  (parts: CertificateParts = {}) =>
    certificateDer({
      subject: commonName(subject),
      issuer: commonName(issuer),
      issuerKey,
      spki: spkiOf(key),
      validity: around,
      extensions: [CA],
      ...parts,
    })

const root = caOf('root', rootKey, 'root', rootKey)
const middle = caOf('middle', middleKey, 'root', rootKey)
const lower = caOf('lower', lowerKey, 'middle', middleKey)

const extended = (...extensions: Buffer[]): CertificateParts => ({ extensions })

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

const constrained = (limits: Buffer, names: Buffer[]): Shown =>
  shown(underMiddle([CLIENT, ...(names.length > 0 ? [subjectAltName(...names)] : [])]), [
    middle(extended(CA, limits)),
  ])

const twin = (parts: CertificateParts = {}) => middle({ serial: hex('02 01 08'), ...parts })
const [oldTwin, newTwin] = [twin({ validity: past }), twin()]
/** Has the name of `middle`, but another key. */
const namesake = middle({ spki: spkiOf(otherKey) })
const otherRoot = caOf('other', otherKey, 'other', otherKey)()
const crossSigned = middle({ issuer: commonName('other'), issuerKey: otherKey })
const sha1 = sequence(oid('1.2.840.10045.4.1'))

/** A chain of `depth` CAs below the root, and a leaf below the last CA. */
const deep = (depth: number): Shown => {
  const keys = Array.from({ length: depth }, newKey)
  const chain = keys.map((key, i) =>
    caOf(`ca ${i}`, key, i === 0 ? 'root' : `ca ${i - 1}`, keys[i - 1] ?? rootKey)(),
  )
  return shown(leafBy(`ca ${depth - 1}`, keys.at(-1)!), chain)
}

const NETWORK = ip(10, 0, 0, 0, 255, 0, 0, 0)

type NameCase = [what: string, kind: typeof dns, constraint: string, name: string]

const permitted: NameCase[] = [
  ['a permitted DNS name', dns, 'example.com', 'a.example.com'],
  ['the domain itself', dns, 'example.com', 'example.com'],
  ['other letter case', dns, 'Example.COM', 'a.eXample.com'],
  ['another domain', dns, 'example.com', 'a.example.org'],
  ['a domain that only ends like the permitted one', dns, 'example.com', 'badexample.com'],
  ['a leading dot', dns, '.example.com', 'a.example.com'],
  ['a leading dot and the domain itself', dns, '.a.b', 'a.b'],
  ['an empty constraint', dns, '', 'a'],
  ['a dot as a constraint', dns, '.', 'a'],
  ['a wildcard', dns, 'example.com', '*.example.com'],
  ['an invalid DNS name', dns, 'example.com', 'a..example.com'],
  ['a mailbox', email, 'jane@example.com', 'jane@EXAMPLE.com'],
  ['the mailbox in other letter case', email, 'jane@a.b', 'Jane@a.b'],
  ['a host of mailboxes', email, 'example.com', 'jane@example.com'],
  ['a mailbox of a host below the permitted one', email, 'example.com', 'jane@a.example.com'],
  ['a leading dot and a mailbox of the domain itself', email, '.example.com', 'j@example.com'],
  ['a quoted mailbox', email, 'jane@a.b', '"jane"@a.b'],
  ['an escaped mailbox', email, 'j ne@a.b', 'j\\ ne@a.b'],
  ['a mailbox that is escaped in another way', email, '"j ne"@a.b', 'j\\ ne@a.b'],
  ['a mailbox without an @', email, 'a.b', 'jane'],
  ['a URI', uri, 'example.com', 'spiffe://example.com/x'],
  ['a URI with a port', uri, 'example.com', 'https://example.com:8/x'],
  ['a URI of another host', uri, 'example.com', 'spiffe://example.org/x'],
  ['a URI below a domain', uri, '.example.com', 'https://a.example.com'],
  ['a URI with an address', uri, 'example.com', 'https://10.0.0.1/x'],
  ['a URI with IPv6', uri, 'example.com', 'https://[::1]/x'],
  ['a URI without a host', uri, 'example.com', 'urn:a:b'],
  ['a URI constraint that is an address', uri, '10.0.0.1', 'https://a/'],
]

const excluded: NameCase[] = [
  ['an excluded DNS name', dns, 'example.com', 'a.example.com'],
  ['a name outside an excluded domain', dns, 'example.com', 'example.org'],
  ['a DNS name with a blank', dns, 'b', 'a b'],
  ['an absolute DNS name', dns, 'b', 'a.'],
  ['an excluded mailbox', email, 'jane@a.b', 'jane@a.b'],
  ['a mailbox with two dots', email, 'a.b', 'j..n@a.c'],
  ['a mailbox without a domain', email, 'a.b', 'jane@'],
  ['a URI with IPv6 and a port', uri, 'a.b', 'https://[::1]:80/x'],
  ['an excluded URI', uri, 'a.b', 'https://x.a.b/'],
  ['two colons', uri, 'a.b', 'https://a:b:80/'],
]

const otherNameCases: [string, Buffer, Buffer[]][] = [
  ['one of two names not permitted', permit(dns('a.b')), [dns('x.a.b'), dns('a.c')]],
  [
    'permitted and excluded',
    constraints([dns('example.com')], [dns('bad.example.com')]),
    [dns('x.bad.example.com')],
  ],
  ['no name at all', permit(dns('example.com')), []],
  ['a name of another kind', permit(dns('example.com')), [email('a@b.c'), ip(1, 2, 3, 4)]],
  ['a permitted address', permit(NETWORK), [ip(10, 1, 2, 3)]],
  ['another address', permit(NETWORK), [ip(11, 1, 2, 3)]],
  ['an excluded address', exclude(ip(10, 0, 0, 0, 255, 128, 0, 0)), [ip(10, 1, 2, 3)]],
  [
    'an address outside an excluded network',
    exclude(ip(10, 0, 0, 0, 255, 128, 0, 0)),
    [ip(10, 129, 2, 3)],
  ],
  [
    'IPv6 where IPv4 is permitted',
    permit(NETWORK),
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
  ['a mailbox without an @, beside DNS constraints', permit(dns('a.b')), [email('jane')]],
  ['a URI without a host, beside DNS constraints', permit(dns('example.com')), [uri('urn:a:b')]],
  ['a registered ID', permit(NETWORK), [tlv(contextTag(8), hex('2a'))]],
  ['an unknown kind of constraint', permit(tlv(contextTag(8), hex('2a'))), [dns('a')]],
  ['no constraints at all', extension(OID.nameConstraints, sequence(), TRUE), [dns('a')]],
]

const POLICY = policies('1.2.3')
const ANOTHER = policies('1.2.4')
/** Requires a policy in every certificate below. */
const ASKED = policyConstraints('800100')

const policyCases: [string, Buffer[], Buffer[], Buffer[]][] = [
  // extensions of the root, of the CA below it, of the leaf
  ['no policy required', [], [], []],
  ['a required policy is missing', [], [ASKED], []],
  ['a required policy in the CA alone', [], [POLICY, ASKED], []],
  ['a required policy in the CA and the leaf', [], [POLICY, ASKED], [POLICY]],
  ['another policy in the leaf than in the CA', [], [POLICY, ASKED], [ANOTHER]],
  ['anyPolicy in the CA', [], [policies(ANY_POLICY), ASKED], [ANOTHER]],
  ['anyPolicy in the leaf', [], [POLICY, ASKED], [policies(ANY_POLICY)]],
  [
    'anyPolicy in the leaf, inhibited by the CA',
    [],
    [POLICY, ASKED, inhibitAny('020100')],
    [policies(ANY_POLICY)],
  ],
  ['a policy required one certificate later', [], [policyConstraints('800101')], []],
  ['a policy required two certificates later', [], [policyConstraints('800102')], []],
  ['a policy required by the leaf', [], [], [ASKED]],
  ['a policy required by the root, which is ignored', [ASKED], [], []],
  [
    'the policy of the CA mapped to that of the leaf',
    [],
    [POLICY, mappings(['1.2.3', '1.2.4']), ASKED],
    [ANOTHER],
  ],
  ['anyPolicy mapped', [], [policies(ANY_POLICY), mappings(['1.2.3', '1.2.4']), ASKED], [ANOTHER]],
  ['a policy mapped to anyPolicy', [], [POLICY, mappings(['1.2.3', ANY_POLICY])], []],
  [
    'a policy with a long arc',
    [],
    [POLICY],
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
  ['the root in the chain', shown(underMiddle(), [middle(), root()])],
  ['a missing intermediate', shown(underLower(), [lower()])],
  ['no root', shown(underRoot(), [], [])],
  ['the root twice', shown(underRoot(), [], [root(), root({ serial: hex('020109') })])],
  ['a leaf signed with another key than that of the root', shown(leafBy('root', otherKey))],
  ['the expired twin first', shown(underMiddle(), [oldTwin, newTwin])],
  ['the renewed twin first', shown(underMiddle(), [newTwin, oldTwin])],
  ['the expired twin alone', shown(underMiddle(), [oldTwin])],
  [
    'an expired root beside a renewed one',
    shown(underRoot(), [], [root({ validity: past }), root()]),
  ],
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
  ['path length 0', shown(underMiddle(), [middle()], [root(extended(pathLength('020100')))])],
  ['path length 0, no CA below', belowRoot(extended(pathLength('020100')))],
  ['path length 1', shown(underMiddle(), [middle()], [root(extended(pathLength('020101')))])],
  ['a negative path length', belowMiddle(extended(pathLength('0201ff')))],
  [
    'a negative path length in the root',
    shown(underMiddle(), [middle()], [root(extended(pathLength('020180')))]),
  ],
  [
    'path length 0 in the upper intermediate',
    shown(underLower(), [lower(), middle(extended(pathLength('020100')))]),
  ],
  [
    'path length 1 in the upper intermediate',
    shown(underLower(), [lower(), middle(extended(pathLength('020101')))]),
  ],
  ['a large path length', belowMiddle(extended(pathLength('02047fffffff')))],
  ['a leaf with a path length', shown(underRoot([CLIENT, pathLength('020100')]))],
  ['an intermediate that is no CA', belowMiddle(extended(basicConstraints()))],
  ['an intermediate without basicConstraints', belowMiddle(extended())],
  ['a root that is no CA', belowRoot(extended(basicConstraints()))],
  ['a root without basicConstraints', belowRoot(extended(SERVER))],
  ['a root of version 1', belowRoot({ version: V1, extensionField: V1 })],
  ['an intermediate of version 1', belowMiddle({ version: V1, extensionField: V1 })],
  ['a leaf of version 1', shown(underRoot([], { version: V1, extensionField: V1 }))],
  ['a leaf that is a CA', shown(underRoot([CLIENT, CA]))],
  ['a CA that may not sign', belowMiddle(extended(CA, usage('03020780')))],
  ['a CA that may sign', belowMiddle(extended(CA, usage('03020204')))],
  ['a root that may not sign', belowRoot(extended(CA, usage('03020780')))],
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
  ['a leaf for an unknown purpose', shown(underRoot([extKeyUsage('1.2.3')]))],
  ['a leaf with an empty list of purposes', shown(underRoot([extKeyUsage()]))],
  ['a leaf without a purpose', shown(underRoot([]))],
  ['a CA for servers', belowMiddle(extended(CA, SERVER))],
  [
    'a CA for clients, and a leaf without a purpose',
    shown(underMiddle([]), [middle(extended(CA, CLIENT))]),
  ],
  ['a CA for any purpose', belowMiddle(extended(CA, extKeyUsage(OID.anyExtendedKeyUsage)))],
  ['a root for servers', belowRoot(extended(CA, SERVER))],
  [
    'a CA for servers beside its twin for clients',
    shown(underMiddle(), [middle(extended(CA, SERVER)), twin(extended(CA, CLIENT))]),
  ],
  ['an unknown critical extension in the leaf', shown(underRoot([UNKNOWN]))],
  ['an unknown extension in the leaf', shown(underRoot([extension('1.2.3', NULL)]))],
  ['an unknown critical extension in a CA', belowMiddle(extended(CA, UNKNOWN))],
  ['an unknown critical extension in the root', belowRoot(extended(CA, UNKNOWN))],
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
  ['a serial number with a needless leading zero', leaf({ serial: hex('02020001') })],
  ['version 4', leaf({ version: hex('a003020103') })],
  ['a SHA-1 signature', leaf({ algorithm: sha1 })],
  ['two algorithms', leaf({ outerAlgorithm: sha1 })],
  ['an invalid signature', leaf({ signature: hex('0305003003020101') })],
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
      middle(extended(CA, subjectKeyId('0102'))),
    ]),
  ],
  [
    'key identifiers that differ',
    shown(underMiddle([CLIENT, authorityKeyId('0103')]), [
      middle(extended(CA, subjectKeyId('0102'))),
    ]),
  ],
  ['a chain of 20', deep(20)],
  ['14 CAs of the same name, the right one last', manyNamesakes(13)],
  ...permitted.map(
    ([what, kind, limit, one]) => [what, constrained(permit(kind(limit)), [kind(one)])] as const,
  ),
  ...excluded.map(
    ([what, kind, limit, one]) => [what, constrained(exclude(kind(limit)), [kind(one)])] as const,
  ),
  ...otherNameCases.map(([what, limits, names]) => [what, constrained(limits, names)] as const),
  [
    'constraints of the root',
    shown(
      underRoot([CLIENT, subjectAltName(dns('a'))]),
      [],
      [root(extended(CA, permit(dns('b'))))],
    ),
  ],
  [
    'constraints on the name of a CA',
    shown(underLower(), [
      lower(extended(CA, subjectAltName(dns('a.c')))),
      middle(extended(CA, permit(dns('a.b')))),
    ]),
  ],
  [
    'constraints that their own CA violates',
    belowMiddle(extended(CA, subjectAltName(dns('a.c')), permit(dns('a.b')))),
  ],
  [
    'too many names',
    constrained(
      constraints(
        [],
        times(600, (i) => dns(`x${i}`)),
      ),
      times(500, (i) => dns(`y${i}`)),
    ),
  ],
  ...policyCases.map(
    ([what, ofRoot, ofMiddle, ofLeaf]) =>
      [
        `policies: ${what}`,
        shown(
          underMiddle([CLIENT, ...ofLeaf]),
          [middle(extended(CA, ...ofMiddle))],
          [root(extended(CA, ...ofRoot))],
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
  const others = times(count, () => middle({ spki: spkiOf(newKey()) }))
  return shown(underMiddle(), [...others, middle()])
}

const CAS = (['root', 'other', 'middle', 'lower'] as const).map((subject, i) => ({
  subject,
  key: [rootKey, otherKey, middleKey, lowerKey][i]!,
}))

/** Generates `usual`, but once in `often` times a random element of `values`. */
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
    rarely(12, undefined, UNKNOWN),
    rarely(6, undefined, subjectAltName(dns('a.b')), subjectAltName(dns('a.c'), ip(10, 0, 0, 1))),
    rarely(5, undefined, policies('1.2.3'), policies('1.2.4', '1.2.3'), policies(ANY_POLICY)),
    rarely(12, undefined, inhibitAny('020100')),
  ]
  const excluded = exclude(NETWORK)
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
