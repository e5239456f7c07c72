import { badRequest, notFound, StatusError } from '../../../src/api/status.ts'
import { brokenBase64 } from '../../../src/hints/refused/broken-base64.ts'
import { refused, type Refusal } from '../facts.ts'
import { tells } from '../tells.ts'

const ERROR = badRequest('illegal base64 data at input byte 4')
const sending = (body: unknown, more: Refusal = {}, words?: string) =>
  refused(words ?? 'create certificates.k8s.io/certificatesigningrequests', {
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
const PLAIN = fault('spec.request is no base64')

tells(brokenBase64, 'tutorial', [
  [
    'the PEM text itself',
    sending(holding('\n-----BEGIN CERTIFICATE REQUEST-----\nMII')),
    ...fault('spec.request holds the PEM text itself, and it has to be in base64'),
  ],
  ...['$(cat a.csr)', '${CSR}', '$CSR'].map(
    (request) =>
      [
        `what a shell did not replace: ${request}`,
        sending(holding(request)),
        ...fault(
          'spec.request holds a $ that no shell has replaced: a file that is applied is no script',
        ),
      ] as const,
  ),
  ['a dollar that no shell minds', sending(holding('AA$')), ...PLAIN],
  ...['"LS0t"', "'LS0t'"].map(
    (request) =>
      [
        `quotes: ${request}`,
        sending(holding(request)),
        ...fault('spec.request holds a quotation mark, which is no part of base64'),
      ] as const,
  ),
  [
    'lines',
    sending(holding('LS0t LS0t')),
    ...fault(
      'spec.request is wrapped into lines or has blanks in it, and base64 has to be one long line there',
    ),
  ],
  ['a blank at the end is no line', sending(holding('LS0% ')), ...PLAIN],
  ['a letter that is none', sending(holding('LS0%')), ...PLAIN],
  ['no text at all', sending(holding(7)), ...PLAIN],
  [
    'a name of the URL',
    sending(holding('%'), { name: 'john' }),
    ...fault('spec.request is no base64', 'john.csr'),
  ],
  [
    'no name',
    sending({ spec: { request: '%' } }),
    ...fault('spec.request is no base64', 'request.csr'),
  ],
  [
    'a name that is none',
    sending(holding('%', 7)),
    ...fault('spec.request is no base64', 'request.csr'),
  ],
  [
    'a patch, which is told otherwise',
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
  ['another resource', sending(holding('%'), {}, 'create core/secrets')],
  [
    'another resource of the group',
    sending(holding('%'), {}, 'create certificates.k8s.io/clustertrustbundles'),
  ],
  [
    'one of that name in another group',
    sending(holding('%'), {}, 'create example.com/certificatesigningrequests'),
  ],
  ['YAML, which kubectl does not send', sending('spec: {request: "%"}')],
  ['no object', sending([])],
  ['no spec', sending({ metadata: { name: 'jane' } })],
  [
    'not found',
    sending(holding('%'), { error: notFound({ group: '', resource: 'x' }, 'illegal base64') }),
  ],
])
