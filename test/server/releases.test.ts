import t from 'tap'
import { startServer, type TestServer } from '../fixtures/server.ts'

const serversOf = async (...versions: string[]) =>
  Promise.all(versions.map((kubernetesVersion) => startServer(t, { kubernetesVersion })))

const [v134, v135] = (await serversOf('v1.34', 'v1.35')) as [TestServer, TestServer]

t.test('since 1.35, the table of service accounts does not count secrets', async (t) => {
  const columnsOf = async (server: TestServer) => {
    const { body } = await server.get('/api/v1/namespaces/default/serviceaccounts', {
      headers: { accept: 'application/json;as=Table;g=meta.k8s.io;v=v1' },
    })
    return body.columnDefinitions.map(({ name }: { name: string }) => name)
  }
  t.strictSame(await columnsOf(v134), ['Name', 'Secrets', 'Age'])
  t.strictSame(await columnsOf(v135), ['Name', 'Age'])
})

t.test('since 1.35, OpenAPI does not describe bytes as a list', async (t) => {
  const typesOf = async (server: TestServer): Promise<unknown[]> => {
    const { body } = await server.get('/openapi/v3/apis/certificates.k8s.io/v1')
    const { schemas } = body.components
    const prefix = 'io.k8s.api.certificates.v1.CertificateSigningRequest'
    return [
      schemas[`${prefix}Spec`].properties.request,
      schemas[`${prefix}Status`].properties.certificate,
      schemas[`${prefix}Spec`].properties.groups,
    ].map((property) => property['x-kubernetes-list-type'])
  }
  t.strictSame(await typesOf(v134), ['atomic', 'atomic', 'atomic'])
  t.strictSame(await typesOf(v135), [undefined, undefined, 'atomic'])
  const { text } = await v134.get('/openapi/v2')
  t.notMatch(text, 'x-csrlab')
})

t.test('in 1.35, aggregated discovery accepts a profile, and responds in v2 only', async (t) => {
  const typeFor = async (server: TestServer, version: string, more = '') => {
    const accept = `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList${more}`
    return (await server.get('/apis', { headers: { accept } })).headers['content-type']
  }
  const v2 = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList'
  t.equal(await typeFor(v135, 'v2', ';profile=nopeer'), v2)
  t.equal(await typeFor(v135, 'v2', ';profile=anything'), v2)
  t.notMatch(await typeFor(v135, 'v2beta1'), 'APIGroupDiscoveryList')
})

t.test('since 1.35, the error for an invalid label selector describes a label key', async (t) => {
  const refusalOf = async (server: TestServer) =>
    (await server.get('/api/v1/configmaps?labelSelector=a/b/c')).body.message
  t.match(await refusalOf(v134), 'a qualified name must consist of')
  t.match(await refusalOf(v135), 'a valid label key must consist of')
})

t.test('the error for an invalid event of events.k8s.io contains no group', async (t) => {
  const path = '/apis/events.k8s.io/v1/namespaces/default/events'
  const { code, body } = await v135.post(path, {
    apiVersion: 'events.k8s.io/v1',
    kind: 'Event',
    metadata: { name: 'e' },
    eventTime: '2030-01-01T00:00:00.000000Z',
  })
  t.equal(code, 422)
  t.match(body.message, /^Event "e" is invalid: /)
  t.equal(body.details.group, undefined)
})
