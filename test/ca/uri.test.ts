import t from 'tap'
import { parseUri } from '../../src/ca/uri.ts'
import { messageOf } from './builders.ts'

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
  for (const uri of same) t.equal(parseUri(uri).text, uri, uri)
  const changed = [
    ['SPIFFE://Example.com/A', 'spiffe://Example.com/A'],
    ['http://a/b c', 'http://a/b%20c'],
    ['http://a/"%7e', 'http://a/%22~'],
    ['http://a/b#c d', 'http://a/b#c%20d'],
    ['http://a/b#', 'http://a/b'],
    ['http://[::1%25%5b]/', 'http://[::1%25[]/'],
    ['file://', 'file:'],
    ['//', ''],
    ['http://us%65r@a/', 'http://user@a/'],
    ['a%3Ab"', './a:b%22'],
  ] as const
  for (const [uri, written] of changed) t.equal(parseUri(uri).text, written, uri)
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
    ['http://%C3%A9/', 'invalid domain'],
  ] as const
  for (const [uri, reason] of cases) {
    const quoted = JSON.stringify(uri).replace('\\u0001', '\\x01')
    t.equal(
      messageOf(() => parseUri(uri)),
      `x509: cannot parse URI ${quoted}: ${reason}`,
      uri,
    )
  }
})
