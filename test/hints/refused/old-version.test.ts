import { badRequest, notFound } from '../../../src/api/status.ts'
import { oldVersion } from '../../../src/hints/refused/old-version.ts'
import { refused, type Refusal } from '../facts.ts'
import { tells } from '../tells.ts'

const NOT_FOUND = notFound({ group: '', resource: '' }, '')
const PATH = '/apis/certificates.k8s.io/v1beta1'
const TEXT =
  'certificates.k8s.io/v1beta1 went away with Kubernetes 1.22. Write apiVersion: certificates.k8s.io/v1, and name spec.signerName and spec.usages, which v1 asks for.'
const sending = (path: string, body: unknown, more: Refusal = {}) =>
  refused('create /x', {
    path,
    error: NOT_FOUND,
    body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
    ...more,
  })
const apply = (name: string, signer: string, usages: string): string =>
  `echo '{"apiVersion":"certificates.k8s.io/v1","kind":"CertificateSigningRequest","metadata":{"name":"${name}"},"spec":{"request":"'$(base64 < ${name}.csr | tr -d '\\n')'","signerName":"${signer}","usages":[${usages}]}}' | kubectl apply -f -`
const CLIENT = ['kubernetes.io/kube-apiserver-client', '"client auth"'] as const
const body = (spec: object, name = 'old') => ({ metadata: { name }, spec })

tells(oldVersion, 'deprecation', [
  ['the group itself', sending(PATH, ''), TEXT],
  ['the requests of v1', sending('/apis/certificates.k8s.io/v1/x', '')],
  ['another version that begins so', sending(`${PATH}2/x`, '')],
  ['another group', sending('/apis/certificatesXk8s.io/v1beta1/x', '')],
  ['further down in a path', sending(`/x${PATH}`, '')],
  ['another error there', sending(PATH, '', { error: badRequest('no') })],
  [
    'a request without a signer',
    sending(`${PATH}/certificatesigningrequests`, body({ request: 'x' })),
    TEXT,
    apply('old', ...CLIENT),
  ],
  [
    'with one',
    sending(`${PATH}/x`, body({ signerName: 'kubernetes.io/kubelet-serving' })),
    TEXT,
    apply(
      'old',
      'kubernetes.io/kubelet-serving',
      '"digital signature","key encipherment","server auth"',
    ),
  ],
  [
    'with one that a shell would run',
    sending(`${PATH}/x`, body({ signerName: "'; reboot; '" })),
    TEXT,
    apply('old', ...CLIENT),
  ],
  [
    'with a name that a shell would run',
    sending(`${PATH}/x`, body({}, '$(reboot)')),
    TEXT,
    apply('request', ...CLIENT),
  ],
  [
    'where v1 is asked',
    sending(
      '/apis/certificates.k8s.io/v1/x',
      { apiVersion: 'certificates.k8s.io/v1beta1', spec: {} },
      {
        error: badRequest('no'),
      },
    ),
    TEXT,
    apply('request', ...CLIENT),
  ],
  ['where v1 is asked, and that is not found', sending('/x', 'certificates.k8s.io/v1beta1')],
])
