/** A port is named by its number and its protocol, and TCP is the protocol of one that gives none. */
import t from 'tap'
import { type Answer, type Json, startServer, type TestServer } from '../fixtures/server.ts'

const apply = (
  server: TestServer,
  path: string,
  body: object,
  query = 'fieldManager=m',
): Promise<Answer> =>
  server.patch(`${path}?${query}`, body, { contentType: 'application/apply-patch+yaml' })

const podSpec = (ports: object[]): object => ({ containers: [{ name: 'c', image: 'i', ports }] })
const labels = { a: 'b' }

interface Sample {
  readonly apiVersion: string
  readonly kind: string
  readonly path: string
  readonly spec: (ports: object[]) => object
  /** where the ports are in the managed fields */
  readonly owned: (fields: Json) => Json
  readonly key: string
}

const SAMPLES: readonly Sample[] = [
  {
    apiVersion: 'v1',
    kind: 'Service',
    path: '/api/v1/namespaces/default/services/x',
    spec: (ports) => ({ ports: ports.map((port) => rename(port, 'port')) }),
    owned: (fields) => fields['f:spec']['f:ports'],
    key: 'port',
  },
  {
    apiVersion: 'v1',
    kind: 'Pod',
    path: '/api/v1/namespaces/default/pods/x',
    spec: podSpec,
    owned: (fields) => fields['f:spec']['f:containers']['k:{"name":"c"}']['f:ports'],
    key: 'containerPort',
  },
  {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    path: '/apis/apps/v1/namespaces/default/deployments/x',
    spec: (ports) => ({
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: podSpec(ports) },
    }),
    owned: (fields) =>
      fields['f:spec']['f:template']['f:spec']['f:containers']['k:{"name":"c"}']['f:ports'],
    key: 'containerPort',
  },
]

const rename = ({ containerPort, ...rest }: { containerPort?: number }, to: string): object => ({
  ...rest,
  [to]: containerPort,
})

for (const { apiVersion, kind, path, spec, owned, key } of SAMPLES) {
  void t.test(`a ${kind} is applied whose port has no protocol`, async (t) => {
    const server = await startServer(t)
    const body = (...ports: object[]): object => ({
      apiVersion,
      kind,
      metadata: { name: 'x' },
      spec: spec(ports),
    })
    const made = await apply(server, path, body({ containerPort: 80 }))
    t.equal(made.code, 201)
    const element = `k:{"${key}":80,"protocol":"TCP"}`
    const { managedFields } = made.body.metadata
    t.strictSame(owned(managedFields[0].fieldsV1), { [element]: { '.': {}, [`f:${key}`]: {} } })

    const again = await apply(server, path, body({ containerPort: 80 }))
    t.equal(again.body.metadata.resourceVersion, made.body.metadata.resourceVersion)
    const named = body({ containerPort: 80, protocol: 'TCP', name: 'http' })
    if (kind === 'Pod') {
      t.equal((await apply(server, path, named)).code, 422, 'ports of a pod are its own for good')
      return
    }
    const other = await apply(server, path, named, 'fieldManager=other')
    t.equal(other.code, 200, 'it is the same port')
    const both = await apply(server, path, body({ containerPort: 80, protocol: 'UDP', name: 'u' }))
    const text = JSON.stringify(both.body.spec)
    t.match(text, /"protocol":"UDP"/)
    t.match(
      text,
      /"name":"http"/,
      'and this is another one: the first is still the other manager’s',
    )
  })
}
