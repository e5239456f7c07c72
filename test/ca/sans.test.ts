import t from 'tap'
import { OID } from '../../src/ca/oid.ts'
import { ipBytes, rewriteUri } from '../../src/ca/sans.ts'
import {
  dns,
  email,
  extension,
  extensionRequest,
  hex,
  ip,
  messageOf,
  subjectAltName,
  uri,
  judge,
} from './builders.ts'

t.test('subjectAltNames that Go rejects get its errors', async (t) => {
  const cases: [string, Buffer, string][] = [
    [
      'not a sequence',
      extension(OID.subjectAltName, hex('0500')),
      'x509: invalid subject alternative names',
    ],
    [
      'a truncated name',
      extension(OID.subjectAltName, hex('3002 8205')),
      'x509: invalid subject alternative name',
    ],
    ['DNS', subjectAltName(dns(hex('80'))), 'x509: SAN dNSName is malformed'],
    ['e-mail', subjectAltName(email(hex('c3a9'))), 'x509: SAN rfc822Name is malformed'],
    ['a URI', subjectAltName(uri(hex('ff'))), 'x509: SAN uniformResourceIdentifier is malformed'],
    [
      'a URI with a colon',
      subjectAltName(uri('1:2')),
      'x509: cannot parse URI "1:2": parse "1:2": first path segment in URL cannot contain colon',
    ],
    [
      'a URI with an invalid domain',
      subjectAltName(uri('http://a..b/')),
      'x509: cannot parse URI "http://a..b/": invalid domain',
    ],
    [
      'an address of five bytes',
      subjectAltName(ip(1, 2, 3, 4, 5)),
      'x509: cannot parse IP address of length 5',
    ],
  ]
  for (const [what, san, message] of cases) {
    judge(t, what, { attributes: [extensionRequest(san)] }, message)
  }
})

t.test('a URI is written as Go writes it', async (t) => {
  const same = [
    'spiffe://example.com/ns/default',
    'https://user:pass@example.com:8443/a/b?c=d&e#f',
    'mailto:a@example.com',
    'urn:uuid:f81d4fae',
    'https://[::1]:80/x',
    'http://[fe80::1%25en0]/',
    '/a/path',
    '//host/path',
    'file:///etc/x',
    'http://a/%2F%7e',
    'http://a/[b]!',
    'http://a?',
    'http://a??',
    '?q',
    'mailto:',
    '*',
    '',
  ]
  for (const uri of same) t.equal(rewriteUri(uri), uri, uri)
  const changed = [
    ['SPIFFE://Example.com/A', 'spiffe://Example.com/A'],
    ['http://a/b c', 'http://a/b%20c'],
    ['http://a/"%7e', 'http://a/%22%7e'],
    ['http://a/b#c d', 'http://a/b#c%20d'],
    ['http://a/b#', 'http://a/b'],
  ] as const
  for (const [uri, written] of changed) t.equal(rewriteUri(uri), written, uri)
})

t.test('URIs that Go rejects get its errors', async (t) => {
  const cases = [
    ['http://a/%zz', 'parse "http://a/%zz": invalid URL escape "%zz"'],
    ['http://a/%1', 'parse "http://a/%1": invalid URL escape "%1"'],
    ['http://a/#%', 'parse "http://a/#%": invalid URL escape "%"'],
    ['http://a%41/', 'parse "http://a%41/": invalid URL escape "%41"'],
    ['http://a b/', 'parse "http://a b/": invalid character " " in host name'],
    ['http://a^b/', 'parse "http://a^b/": invalid character "^" in host name'],
    ['http://[::1/', `parse "http://[::1/": missing ']' in host`],
    ['http://[::1]x/', 'parse "http://[::1]x/": invalid port "x" after host'],
    ['http://[::1%25%0a]/', 'parse "http://[::1%25%0a]/": invalid URL escape "%0a"'],
    ['http://a:8x/', 'parse "http://a:8x/": invalid port ":8x" after host'],
    ['http://::1/', 'parse "http://::1/": invalid port "::1" after host'],
    ['http://a:80:80/', 'parse "http://a:80:80/": invalid port ":80:80" after host'],
    ['http://a^b@c/', 'parse "http://a^b@c/": net/url: invalid userinfo'],
    ['a\u0001b', 'parse "a\\x01b": net/url: invalid control character in URL'],
    [':a', 'parse ":a": missing protocol scheme'],
    ['a_b:c', 'parse "a_b:c": first path segment in URL cannot contain colon'],
    ['http://a./', 'invalid domain'],
    ['http://.a/', 'invalid domain'],
    ['http://a..b/', 'invalid domain'],
  ] as const
  for (const [uri, reason] of cases) {
    const quoted = JSON.stringify(uri).replace('\\u0001', '\\x01')
    t.equal(
      messageOf(() => rewriteUri(uri)),
      `x509: cannot parse URI ${quoted}: ${reason}`,
      uri,
    )
  }
})

t.test('IP addresses are parsed to 4 or 16 bytes', async (t) => {
  const cases = [
    ['127.0.0.1', '7f000001'],
    ['::1', '00000000000000000000000000000001'],
    ['::', '00000000000000000000000000000000'],
    ['fd00:1::ab', 'fd0000010000000000000000000000ab'],
    ['1:2:3:4:5:6:7:8', '00010002000300040005000600070008'],
    ['1::', '00010000000000000000000000000000'],
    ['::ffff:10.0.0.1', '00000000000000000000ffff0a000001'],
    ['64:ff9b::192.0.2.33', '0064ff9b0000000000000000c0000221'],
    ['::10', '00000000000000000000000000000010'],
  ] as const
  for (const [text, bytes] of cases) t.equal(ipBytes(text).toString('hex'), bytes, text)
})

t.test('invalid addresses are rejected', async (t) => {
  for (const text of ['', 'localhost', '256.0.0.1', '1.2.3', 'fe80::1%eth0', '[::1]']) {
    t.throws(() => ipBytes(text), new TypeError(`not an IP address: ${text}`))
  }
})
