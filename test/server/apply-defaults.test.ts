/** Server-side apply identifies a port by number and protocol; the default protocol is TCP. */
import t from 'tap'
import { startServer } from '../fixtures/server.ts'

t.test('a port that is applied without a protocol is the TCP port', async (t) => {
  const server = await startServer(t)
  const apply = (port: object, manager = 'm') =>
    server.patch(
      `/api/v1/namespaces/default/services/x?fieldManager=${manager}`,
      { apiVersion: 'v1', kind: 'Service', metadata: { name: 'x' }, spec: { ports: [port] } },
      { contentType: 'application/apply-patch+yaml' },
    )
  const made = await apply({ port: 80 })
  t.equal(made.code, 201)
  const { managedFields, resourceVersion } = made.body.metadata
  t.strictSame(managedFields[0].fieldsV1['f:spec']['f:ports'], {
    'k:{"port":80,"protocol":"TCP"}': { '.': {}, 'f:port': {} },
  })
  t.equal((await apply({ port: 80 })).body.metadata.resourceVersion, resourceVersion)
  const named = { port: 80, protocol: 'TCP', name: 'http' }
  t.equal((await apply(named, 'other')).code, 200, 'with protocol TCP, it is the same port')
  const { ports } = (await apply({ port: 80, protocol: 'UDP', name: 'u' })).body.spec
  t.match(
    ports,
    [{ protocol: 'TCP', name: 'http' }, { protocol: 'UDP' }],
    'with protocol UDP, it is another port',
  )
})
