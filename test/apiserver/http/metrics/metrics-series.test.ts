import t from 'tap'
import { requestLabels } from '../../../../src/apiserver/http/metrics/metrics-series.ts'
import { parseRequestInfo } from '../../../../src/apiserver/http/request-info.ts'
import { Catalogue } from '../../../../src/apiserver/http/served.ts'

const stored = (resource: string, group = '', subresources = {}) => ({
  group,
  version: 'v1',
  registry: { resource: { group, resource, subresources } },
})

/** CSRs with two subresources, and service accounts with one that allows only POST. */
const catalogue = new Catalogue(
  [
    stored('certificatesigningrequests', 'certificates.k8s.io', { approval: {}, status: {} }),
    stored('serviceaccounts'),
  ] as never,
  [
    { post: { group: '', version: 'v1', resource: 'serviceaccounts', subresource: 'token' } },
  ] as never,
)

const labels = (method: string, url: string, mediaType = '') =>
  requestLabels(parseRequestInfo(method, url), mediaType, catalogue)

const CSRS = '/apis/certificates.k8s.io/v1/certificatesigningrequests'
const csr = {
  component: 'apiserver',
  group: 'certificates.k8s.io',
  version: 'v1',
  resource: 'certificatesigningrequests',
  subresource: '',
}

t.test('requests are labelled with the verbs and scopes of Kubernetes', async (t) => {
  for (const [method, url, verb, scope] of [
    ['GET', `${CSRS}/jane`, 'GET', 'resource'],
    ['HEAD', `${CSRS}/jane`, 'HEAD', 'resource'],
    ['GET', CSRS, 'LIST', 'cluster'],
    ['GET', `${CSRS}?watch=true`, 'WATCH', 'cluster'],
    ['GET', `${CSRS}?watch=true&fieldSelector=metadata.name%3Djane`, 'WATCH', 'resource'],
    ['POST', CSRS, 'POST', 'resource'],
    ['PUT', `${CSRS}/jane`, 'PUT', 'resource'],
    ['PATCH', `${CSRS}/jane`, 'PATCH', 'resource'],
    ['DELETE', `${CSRS}/jane`, 'DELETE', 'resource'],
    ['DELETE', CSRS, 'DELETECOLLECTION', 'cluster'],
  ] as const) {
    t.strictSame(labels(method, url), { ...csr, verb, scope }, `${method} ${url}`)
  }
  t.equal(labels('GET', '/api/v1/namespaces/a/serviceaccounts').scope, 'namespace')
})

t.test('an apply is not counted as a patch', async (t) => {
  const patch = (type: string) => labels('PATCH', `${CSRS}/jane`, type).verb
  t.equal(patch('application/apply-patch+yaml'), 'APPLY')
  t.equal(patch('application/merge-patch+json'), 'PATCH')
})

t.test('the label for the subresource is empty if the subresource is unknown', async (t) => {
  t.equal(labels('PUT', `${CSRS}/jane/approval`).subresource, 'approval')
  t.equal(labels('PUT', `${CSRS}/jane/toString`).subresource, '')
  const accounts = '/api/v1/namespaces/a/serviceaccounts/b'
  t.equal(labels('POST', `${accounts}/token`).subresource, 'token')
  t.equal(labels('POST', `${accounts}/other`).subresource, '')
})

t.test('requests without a known resource have empty group, version and resource', async (t) => {
  const none = { ...csr, group: '', version: '', resource: '', scope: '' }
  t.strictSame(labels('GET', '/api/v1/namespaces/a/unicorns/b'), { ...none, verb: 'GET' })
  t.strictSame(labels('BREW', '/coffee'), { ...none, verb: 'other' })
  t.strictSame(labels('GET', '/coffee'), { ...none, verb: 'GET' })
  t.strictSame(labels('GET', '/readyz'), { ...none, verb: 'GET', subresource: '/readyz' })
})
