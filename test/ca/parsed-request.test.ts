import t from 'tap'
import { X509Error } from '../../src/ca/errors.ts'
import { forgetRequest, parseRequest, requestProblem } from '../../src/ca/parsed-request.ts'
import { base64, requestOf } from '../fixtures/builders.ts'
import { attribute, messageOf, name, requestDer, requestPem, utf8 } from './builders.ts'
import { OID } from '../../src/ca/oid.ts'
import { encodePem } from '../../src/ca/pem.ts'

const forged = () => {
  const der = requestDer()
  der[der.length - 1]! ^= 1
  return base64(encodePem('CERTIFICATE REQUEST', der))
}

t.test('a valid CSR has no problem, and is parsed once', async (t) => {
  const request = requestOf({ commonName: 'jane', organizations: ['devs'] })
  t.equal(requestProblem(request), undefined)
  t.equal(parseRequest(request).subject.commonName, 'jane')
  t.same(parseRequest(request).subject.organizations, ['devs'])
  t.equal(parseRequest(request), parseRequest(request), 'the same object')
})

t.test('an unparsable CSR gets the same error each time', async (t) => {
  const text = 'PEM block type must be CERTIFICATE REQUEST'
  for (const request of ['', base64('garbage')]) {
    for (let i = 0; i < 2; i++) {
      t.equal(requestProblem(request), text)
      t.throws(() => parseRequest(request), X509Error)
      t.equal(
        messageOf(() => parseRequest(request)),
        text,
      )
    }
  }
})

t.test('an invalid signature is a problem, but the CSR can be read', async (t) => {
  const request = forged()
  for (let i = 0; i < 2; i++) {
    t.equal(requestProblem(request), 'x509: ECDSA verification failure')
    t.equal(parseRequest(request).subject.commonName, 'jane')
  }
})

t.test('the cache is bounded: long CSRs are not cached, and old ones are evicted', async (t) => {
  const big = base64(
    requestPem({ subject: name([attribute(OID.commonName, utf8('x'.repeat(13_000)))]) }),
  )
  t.not(parseRequest(big), parseRequest(big))
  const first = requestOf({ commonName: 'first' })
  const parsed = parseRequest(first)
  // each has 14,000 characters; the limit for all together is four million
  for (let i = 0; i < 400; i++) {
    const padded = `${'x'.repeat(10_000)}\n${Buffer.from(first, 'base64').toString()}${i}`
    parseRequest(base64(padded))
  }
  t.not(parseRequest(first), parsed)
  t.equal(parseRequest(first).subject.commonName, 'first')
})

t.test('forgotten CSRs are parsed again', async (t) => {
  const issued = requestOf({ commonName: 'issued' })
  const parsed = parseRequest(issued)
  forgetRequest(issued)
  t.not(parseRequest(issued), parsed)
  forgetRequest(base64('nobody has asked for it'))
})
