import t from 'tap'
import { FieldPath, fieldErrorText } from '../../src/apimachinery/field.ts'
import { signerDomain, validateSignerName } from '../../src/apimachinery/signer-name.ts'

const S =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"
const L =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')"
const FORM = "must be a fully qualified domain and path of the form 'example.com/signer-name'"

const label63 = 'a'.repeat(63)
const label66 = 'a'.repeat(66)
const domain253 = `${label63}.${label63}.${label63}.${'a'.repeat(61)}`
const path317 = `${label63}.${'b'.repeat(253)}`

t.test("signer names are validated with the server's error texts", async (t) => {
  const path = FieldPath.of('spec', 'signerName')
  for (const [name, ...errors] of [
    ['example.com/signer'],
    ['kubernetes.io/unheard-of'],
    ['example.com/a.b-c.d'],
    [`${domain253}/${path317}`],
    [`abc.io/${'a'.repeat(253)}.${'a'.repeat(253)}`],
    ['', 'Required value'],
    ['an-invalid-signer-name', `Invalid value: "an-invalid-signer-name": ${FORM}`],
    ['a.com/b/c', `Invalid value: "a.com/b/c": ${FORM}`],
    [
      'example/some-signer-name',
      'Invalid value: "example": should be a domain with at least two segments separated by dots',
    ],
    ['example.com/', `Invalid value: "": validating label "": ${S}`],
    ['example.com/something-', `Invalid value: "something-": validating label "something-": ${S}`],
    ['example.com/-', `Invalid value: "-": validating label "-": ${S}`],
    ['example.com/"\\', `Invalid value: "\\"\\\\": validating label "\\"\\\\": ${S}`],
    ['example.com/..', `Invalid value: "..": validating label "": ${S}`],
    [
      '/x',
      `Invalid value: "": validating label "": ${L}`,
      'Invalid value: "": should be a domain with at least two segments separated by dots',
    ],
    [
      `${label66}.example.io/valid-path`,
      `Invalid value: "${label66}.example.io": validating label "${label66}": must be no more than 63 characters`,
    ],
    ['BAD.ALSO.com/x', `Invalid value: "BAD.ALSO.com": validating label "BAD": ${L}`],
    [`${domain253}.extra/x`, 'Too long: may not be more than 253 bytes'],
    [`${domain253}/${path317}.1234567`, 'Too long: may not be more than 571 bytes'],
  ] as const) {
    t.same(
      validateSignerName(name, path).map(fieldErrorText),
      errors.map((error) => `spec.signerName: ${error}`),
      name.slice(0, 40),
    )
  }
})

t.test('the domain is the part before the slash', async (t) => {
  t.equal(signerDomain('example.com/a'), 'example.com')
  t.equal(signerDomain('example.com'), 'example.com')
})
