import { badRequest, notFound, StatusError } from '../../../src/apimachinery/status.ts'
import { brokenBase64 } from '../../../src/teaching/hints/refused/broken-base64.ts'
import { lifetimeWords } from '../../../src/teaching/hints/refused/lifetime-words.ts'
import { misspeltKind } from '../../../src/teaching/hints/refused/misspelt-kind.ts'
import { oldVersion } from '../../../src/teaching/hints/refused/old-version.ts'
import { unknownField } from '../../../src/teaching/hints/refused/unknown-field.ts'
import { wrongType } from '../../../src/teaching/hints/refused/wrong-type.ts'
import { type Refusal, refused } from './facts.ts'
import { tells } from './tells.ts'

const CREATE = 'create certificates.k8s.io/certificatesigningrequests'

{
  const ERROR = badRequest('illegal base64 data at input byte 4')
  const sending = (body: unknown, more: Refusal = {}) =>
    refused(CREATE, {
      error: ERROR,
      body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
      ...more,
    })
  const holding = (request: unknown, name: unknown = 'jane') => ({
    metadata: { name },
    spec: { request },
  })
  const fault = (what: string, file = 'jane.csr') =>
    [`${what}. Encode the request on one line.`, `base64 < ${file} | tr -d '\\n'`] as const
  const PLAIN = fault('spec.request is not base64')

  tells(brokenBase64, 'tutorial', [
    [
      'the PEM text itself',
      sending(holding('\n-----BEGIN CERTIFICATE REQUEST-----\nMII')),
      ...fault('spec.request is PEM text and must be base64'),
    ],
    ...['$(cat a.csr)', '${CSR}', '$CSR'].map(
      (request) =>
        [
          `not expanded by a shell: ${request}`,
          sending(holding(request)),
          ...fault('spec.request contains a $ that no shell expanded: kubectl apply runs no shell'),
        ] as const,
    ),
    ['a $ at the end, which no shell would expand', sending(holding('AA$')), ...PLAIN],
    ...['"LS0t"', "'LS0t'"].map(
      (request) =>
        [
          `quotes: ${request}`,
          sending(holding(request)),
          ...fault('spec.request contains a quotation mark, which is not base64'),
        ] as const,
    ),
    [
      'base64 in several lines',
      sending(holding('LS0t LS0t')),
      ...fault('spec.request has line breaks or spaces, and must be one line of base64'),
    ],
    ['a trailing blank is not a line break', sending(holding('LS0% ')), ...PLAIN],
    ['a character outside of base64', sending(holding('LS0%')), ...PLAIN],
    ['not a string', sending(holding(7)), ...PLAIN],
    [
      'the name is taken from the URL',
      sending(holding('%'), { name: 'john' }),
      ...fault('spec.request is not base64', 'john.csr'),
    ],
    [
      'no name',
      sending({ spec: { request: '%' } }),
      ...fault('spec.request is not base64', 'request.csr'),
    ],
    [
      'an invalid name',
      sending(holding('%', 7)),
      ...fault('spec.request is not base64', 'request.csr'),
    ],
    [
      'a patch, whose error has the code 422',
      sending(holding('%'), {
        error: new StatusError({ ...ERROR.status, code: 422 }),
      }),
      ...PLAIN,
    ],
    [
      'another code',
      sending(holding('%'), { error: new StatusError({ ...ERROR.status, code: 404 }) }),
    ],
    ['another error', sending(holding('%'), { error: badRequest('no') })],
    // these two cases stand for all hints that use onRefusedCsr
    ['another resource', sending(holding('%'), { resource: 'clustertrustbundles' })],
    ['another group', sending(holding('%'), { apiGroup: 'example.com' })],
    [
      'a body in YAML',
      sending('spec: {request: "%"}'),
      ...fault('spec.request is not base64', 'request.csr'),
    ],
    [
      'base64 in several lines, in YAML',
      sending('metadata: {name: jane}\nspec:\n  request: LS0t\n    LS0t'),
      ...fault('spec.request has line breaks or spaces, and must be one line of base64'),
    ],
    ['a large body in YAML', sending(`spec: {request: "%"}\n#${'x'.repeat(65_536)}`)],
    [
      'base64 that is not indented, which breaks the YAML',
      sending(`metadata: {name: jane}\nspec:\n  request: LS0t\n${'A'.repeat(76)}\n`, {
        error: badRequest("yaml: line 4: could not find expected ':'"),
      }),
      ...fault('the base64 of spec.request is wrapped into lines, which breaks the YAML'),
    ],
    [
      'YAML that is broken elsewhere',
      sending('kind: [', { error: badRequest('yaml: line 1: did not find expected node content') }),
    ],
    ['not an object', sending([])],
    ['no spec', sending({ metadata: { name: 'jane' } })],
    [
      'not found',
      sending(holding('%'), { error: notFound({ group: '', resource: 'x' }, 'illegal base64') }),
    ],
  ])
}

{
  const ERROR = badRequest(
    'json: cannot unmarshal string into Go struct field CertificateSigningRequestSpec.spec.expirationSeconds of type int32',
  )
  const asking = (expirationSeconds: unknown, more: Refusal = {}) =>
    refused(CREATE, {
      error: ERROR,
      body: Buffer.from(JSON.stringify({ spec: { expirationSeconds } })),
      ...more,
    })
  const write = (written: string, seconds: number) =>
    `expirationSeconds is a number of seconds, so instead of "${written}" write ${seconds}.`
  const DAY = 'expirationSeconds is a number of seconds: write 86400 for a day.'

  tells(lifetimeWords, 'requests', [
    ['hours', asking('24h'), write('24h', 86_400)],
    ['hours and minutes', asking('1h30m'), write('1h30m', 5400)],
    ['days', asking('2d'), write('2d', 172_800)],
    ['a number in quotes', asking('3600'), write('3600', 3600)],
    ['less than the minimum', asking('5m'), DAY],
    ['the minimum', asking('10m'), write('10m', 600)],
    ['a fraction of a second', asking('10m0.5s'), DAY],
    ['not a duration', asking('one year'), DAY],
    ['a year, a unit that is not supported', asking('1y'), DAY],
    ['a number, rejected for another reason', asking(1e12)],
    ['no lifetime', asking(undefined)],
    ['another error', asking('24h', { error: badRequest('no') })],
    [
      'another refusal',
      asking('24h', { error: notFound({ group: '', resource: 'expirationSeconds' }, 'x') }),
    ],
  ])
}

{
  const NOT_FOUND = notFound({ group: '', resource: '' }, '')
  const PATH = '/apis/certificates.k8s.io/v1beta1'
  const TEXT =
    'certificates.k8s.io/v1beta1 was removed in Kubernetes 1.22. Write apiVersion: certificates.k8s.io/v1, and set spec.signerName and spec.usages, which v1 requires.'
  const sending = (path: string, body: unknown, more: Refusal = {}) =>
    refused('create /x', {
      path,
      error: NOT_FOUND,
      body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
      ...more,
    })
  tells(oldVersion, 'deprecation', [
    ['the path of v1beta1', sending(PATH, ''), TEXT],
    ['a path of v1', sending('/apis/certificates.k8s.io/v1/x', '')],
    ['another version that starts with v1beta1', sending(`${PATH}2/x`, '')],
    ['another group', sending('/apis/certificatesXk8s.io/v1beta1/x', '')],
    ['the path of v1beta1 below another path', sending(`/x${PATH}`, '')],
    ['the path of v1beta1, with another error', sending(PATH, '', { error: badRequest('no') })],
    [
      'v1 in the path, but v1beta1 in the body',
      sending(
        '/apis/certificates.k8s.io/v1/x',
        { apiVersion: 'certificates.k8s.io/v1beta1', spec: {} },
        {
          error: badRequest('no'),
        },
      ),
      TEXT,
    ],
    ['another path, but v1beta1 in the body', sending('/x', 'certificates.k8s.io/v1beta1')],
  ])
}

{
  const saying = (message: string) => refused(CREATE, { error: badRequest(message) })
  const unknown = (...fields: string[]) =>
    saying(`strict decoding error: ${fields.map((field) => `unknown field "${field}"`).join(', ')}`)
  const write = (field: string, meant: string) => `a request has no field ${field}: write ${meant}.`

  tells(unknownField, 'tutorial', [
    ['spec in the plural', unknown('specs'), write('specs', 'spec')],
    ['capital letters', unknown('spec.signername'), write('spec.signername', 'spec.signerName')],
    ['a typo', unknown('spec.usage'), write('spec.usage', 'spec.usages')],
    ['wrong indentation', unknown('usages'), write('usages', 'spec.usages, indented below spec')],
    [
      'the second of two fields',
      unknown('spec.color', 'spec.requst'),
      write('spec.requst', 'spec.request'),
    ],
    ['a field that resembles no known field', unknown('spec.color')],
    ['a nested field', unknown('metadata.label', 'spec.extra.request')],
    ['another error', saying('no')],
    [
      'another refusal',
      refused(CREATE, { error: notFound({ group: '', resource: 'unknown field "specs"' }, 'x') }),
    ],
  ])
}

{
  const wrong = (field: string, spec: object, more: Refusal = {}) =>
    refused(CREATE, {
      error: badRequest(
        `json: cannot unmarshal string into Go struct field CertificateSigningRequestSpec.${field} of type []v1.KeyUsage`,
      ),
      body: Buffer.from(JSON.stringify({ metadata: {}, spec })),
      ...more,
    })
  const usages = (given: unknown, signerName?: string) =>
    wrong('spec.usages', { usages: given, signerName })
  const write = (usage: string) =>
    `spec.usages is a list: write each usage on its own line, with a dash: - ${usage}`
  const quoted = (field: string) =>
    `${field} is a text: write it on the same line, and a number in quotes.`

  tells(wrongType, 'signers', [
    ['a usage instead of a list', usages('client auth'), write('client auth')],
    ['several usages in a text', usages('server auth, client auth'), write('server auth')],
    ['a misspelt usage', usages('client-auth'), write('client auth')],
    ['something else', usages('x'), write('client auth')],
    ['for a kubelet', usages({}, 'kubernetes.io/kubelet-serving'), write('digital signature')],
    ['a list of objects', usages([{ client: 'auth' }]), write('client auth')],
    ['a list as the signer', wrong('spec.signerName', {}), quoted('spec.signerName')],
    ['a number as the name', wrong('metadata.name', {}), quoted('metadata.name')],
    ['the lifetime, which has its own hint', wrong('spec.expirationSeconds', {})],
    ['another error', usages('client auth') && refused(CREATE, { error: badRequest('no') })],
    ['another resource', wrong('spec.usages', {}, { resource: 'clustertrustbundles' })],
  ])
}

{
  const sending = (kind: string, expected = 'CertificateSigningRequest') =>
    refused(CREATE, {
      error: badRequest(
        `${kind} in version "v1" cannot be handled as a ${expected}: no kind "${kind}" is registered for version "x/v1" in scheme "y"`,
      ),
    })
  const meant = (kind: string, other: string) => `there is no kind ${kind}: did you mean ${other}?`
  const CSR = 'CertificateSigningRequest'

  tells(misspeltKind, 'tutorial', [
    [
      'wrong capitals',
      sending('CertificateSigningrequest'),
      meant('CertificateSigningrequest', CSR),
    ],
    ['a typo', sending('CertificateSigningRequset'), meant('CertificateSigningRequset', CSR)],
    [
      'another resource',
      sending('Rolebinding', 'RoleBinding'),
      meant('Rolebinding', 'RoleBinding'),
    ],
    ['another kind', sending('Pod')],
    ['another error', refused(CREATE, { error: badRequest('no') })],
  ])
}
