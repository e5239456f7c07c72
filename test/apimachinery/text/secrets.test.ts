import { generateKeyPairSync } from 'node:crypto'
import t from 'tap'
import {
  withoutSecrets,
  withoutSecretsInJson,
  withoutSecretsInUrl,
} from '../../../src/apimachinery/text/secrets.ts'
import { certificateDer, requestDer, requestPem } from '../../ca/builders.ts'
import { stopwatch } from '../../fixtures/processor-time.ts'

const base64 = (of: string | Buffer) => Buffer.from(of).toString('base64')
const inLines = (text: string, length: number) =>
  text.replaceAll(new RegExp(`.{${length}}`, 'g'), '$&\n')

const KEYS = [
  ['RSA', generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey, ['pkcs1', 'pkcs8']],
  ['P-256', generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey, ['sec1', 'pkcs8']],
  ['Ed25519', generateKeyPairSync('ed25519').privateKey, ['pkcs8']],
] as const

t.test('private keys are found even if encoded, wrapped or truncated', async (t) => {
  for (const [what, key, types] of KEYS) {
    for (const type of types) {
      const pem = String(key.export({ type, format: 'pem' } as never))
      const der = Buffer.from(key.export({ type, format: 'der' } as never) as unknown as Buffer)
      const inner = base64(der).slice(20, 40)
      for (const [form, text] of [
        ['PEM', pem],
        ['PEM without its end', pem.slice(0, 80)],
        ['PEM in base64', base64(pem)],
        ['PEM in base64 in lines', inLines(base64(pem), 76)],
        ['base64 twice', base64(base64(pem))],
        ['base64 twice, the inner one in lines', base64(inLines(base64(pem), 64))],
        ['base64 three times', base64(base64(base64(pem)))],
        ['after a request', base64(requestPem() + pem)],
        ['after base64 characters', `/x/${base64(pem)}`],
        ['with blanks at the ends of lines', inLines(base64(pem), 60).replaceAll('\n', ' \r\n')],
        ['DER in base64', base64(der)],
        ['DER in base64 in lines', inLines(base64(der), 64)],
        ['DER in base64 twice', base64(base64(der))],
      ] as const) {
        t.equal(withoutSecrets(text.trim()), 'REDACTED', `${what} ${type}: ${form}`)
        const json = JSON.stringify({ a: 1, b: [JSON.stringify({ text }), 'c'] })
        const clean = withoutSecretsInJson(json)
        t.match(
          JSON.parse(clean),
          { a: 1, b: [/REDACTED/, 'c'] },
          `${what} ${type}: ${form} in JSON in JSON`,
        )
        t.notOk(clean.includes(inner))
      }
    }
  }
  const encrypted = KEYS[1][1].export({
    type: 'pkcs8',
    format: 'der',
    cipher: 'aes-256-cbc',
    passphrase: 'x',
  })
  t.equal(
    withoutSecrets(base64(encrypted)),
    'REDACTED',
    'an encrypted key, whose passphrase may be weak',
  )
  t.equal(
    withoutSecrets(base64(Buffer.from(`30820400020103${'30'.repeat(60)}`, 'hex'))),
    'REDACTED',
    'PKCS #12',
  )
})

t.test('other texts stay unchanged', async (t) => {
  const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  for (const text of [
    '',
    'a short text',
    requestPem(),
    base64(requestPem()),
    base64(requestDer()),
    base64(certificateDer()),
    base64(base64(requestPem())),
    String(publicKey.export({ type: 'spki', format: 'pem' })),
    'certificatesigningrequests.certificates.k8s.io "abcdefghijklmnopqrstuvwxyz0123456789-and-more" not found',
    'nginx1.17a8f3c2d1e0b9a8 in the namespace of somebody whose name is long',
    'eyJhbGciOiJSUzI1NiJ9.not-a-claim-set.but-something-with-two-dots',
  ]) {
    t.equal(withoutSecrets(text), text)
    t.equal(withoutSecretsInJson(JSON.stringify({ text })), JSON.stringify({ text }))
  }
})

const JWT = `${Buffer.from('{"alg":"RS256"}').toString('base64url')}.${Buffer.from('{"sub":"jane"}').toString('base64url')}.c2lnbmF0dXJl`

t.test('tokens are redacted', async (t) => {
  t.equal(withoutSecrets(`Bearer ${JWT}, and so on`), 'Bearer REDACTED, and so on')
  t.equal(withoutSecretsInJson(JSON.stringify({ token: JWT })), '{"token":"REDACTED"}')
})

t.test('credentials in URLs are redacted', async (t) => {
  for (const [url, clean] of [
    ['/api', '/api'],
    ['/api?watch=1&labelSelector=a%3Db', '/api?watch=1&labelSelector=a%3Db'],
    ['/api?token=abc', '/api?token=REDACTED'],
    ['/api?a=b&access_token=abc&c=d', '/api?a=b&access_token=REDACTED&c=d'],
    ['/api?Access-Token=abc', '/api?Access-Token=REDACTED'],
    ['/api?%74oken=abc', '/api?%74oken=REDACTED'],
    ['/api?a=1;token=abc', '/api?a=1;token=REDACTED'],
    ['/api?token=a=b=', '/api?token=REDACTED'],
    ['/api?token=', '/api?token='],
    ['/api?tokens=abc&token', '/api?tokens=abc&token'],
    ['/token=abc', '/token=abc'],
    [
      '/api?authorization=Bearer%20abc&password=x&client_secret=y&jwt=z',
      '/api?authorization=REDACTED&password=REDACTED&client_secret=REDACTED&jwt=REDACTED',
    ],
    [`/api/v1/secrets/${JWT}?x=${JWT}`, '/api/v1/secrets/REDACTED?x=REDACTED'],
    ['https://jane:pw@127.0.0.1:6443/api?a=b@c', 'https://REDACTED@127.0.0.1:6443/api?a=b@c'],
    ['//jane:pw@host/api', '//REDACTED@host/api'],
    ['https://host/a@b', 'https://host/a@b'],
    ['/a@b//c:d@e', '/a@b//c:d@e'],
    ['/%zz?%zz=1&token=x', '/%zz?%zz=1&token=REDACTED'],
  ] as const)
    t.equal(withoutSecretsInUrl(url), clean, url)
})

t.test('time grows linearly with length', async (t) => {
  const N = 50_000
  const cost = (text: string) => {
    const times = Array.from({ length: 5 }, () => {
      const spent = stopwatch()
      withoutSecretsInUrl(text)
      withoutSecrets(text)
      return spent()
    })
    return Math.min(...times)
  }
  const letters = 'a'.repeat(16)
  for (const [unit, before = ''] of [
    ['\\', letters],
    [' ', letters],
    ['-----BEGIN '],
    ['-----BEGIN PRIVATE KEY-----'],
    ['-----BEGIN PRIVATE KEY-----END '],
    ['eyJ-'],
    ['eyJa.'],
    ['A'],
    ['abc '],
    ['&a=', '/?'],
    ['a:', '//'],
  ] as const) {
    const [short, long] = [N, 8 * N].map((n) => cost(before + unit.repeat(n / unit.length)))
    // quadratic time would make the long text take 64 times as long as the short one, which is 1/8
    // of it; the added millisecond allows for the clock's resolution
    t.ok(long! < 24 * (short! + 1), `${unit}: ${short} and ${long} ms`)
  }
})
