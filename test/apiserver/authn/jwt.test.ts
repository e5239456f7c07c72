import { createPublicKey, generateKeyPairSync } from 'node:crypto'
import t from 'tap'
import { hasValidSignature, readJwt, signJwt } from '../../../src/apiserver/authn/jwt.ts'

const key = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
const token = signJwt({ sub: 'jane', n: 1 }, key, 'k1')
const [header = '', claims = '', signature = ''] = token.split('.')
const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

t.test('a signed token is read and verified', async (t) => {
  const jwt = readJwt(token)!
  t.strictSame({ ...jwt.header }, { alg: 'RS256', kid: 'k1' })
  t.strictSame({ ...jwt.claims }, { sub: 'jane', n: 1 })
  t.ok(hasValidSignature(jwt, createPublicKey(key)))
  t.notOk(hasValidSignature(jwt, createPublicKey(other)))
})

t.test('a changed token has no valid signature', async (t) => {
  for (const text of [
    `${header}.${encode({ sub: 'eve' })}.${signature}`,
    `${encode({ alg: 'RS256', kid: 'k2' })}.${claims}.${signature}`,
    `${header}.${claims}.${signature.slice(0, -4)}`,
    `${header}.${claims}.AAAA`,
  ])
    t.notOk(hasValidSignature(readJwt(text)!, createPublicKey(key)), text)
})

t.test('texts that are not signed RS256 tokens are rejected', async (t) => {
  for (const text of [
    '',
    'abcdef.0123456789abcdef',
    `${header}.${claims}`,
    `${header}.${claims}.`,
    `${header}.${claims}.${signature}.x`,
    `${header}.${claims}.${signature}=`,
    `${header}.!.${signature}`,
    `${header}.${encode([1])}.${signature}`,
    `${header}.${encode(null)}.${signature}`,
    `${header}.${Buffer.from('{').toString('base64url')}.${signature}`,
    `${encode({ alg: 'none' })}.${claims}.${signature}`,
    `${encode({ alg: 'HS256' })}.${claims}.${signature}`,
    `${encode({})}.${claims}.${signature}`,
  ])
    t.equal(readJwt(text), undefined, text)
})
