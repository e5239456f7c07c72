/** Go's decoder accepts null for any value: a field stays unset, a map entry becomes empty. */
import t from 'tap'
import { compileSchemas } from '../../src/apimachinery/schema/schema-compile.ts'
import type { StructSchema } from '../../src/apimachinery/schema/schema.ts'
import { loadOpenApiDocument } from '../../src/server/openapi.ts'
import { fullObject, nulledEverywhere } from '../apimachinery/full-object.ts'
import { type Answer, startServer, type TestServer } from '../fixtures/server.ts'

const SECRETS = '/api/v1/namespaces/default/secrets'
const CONFIG_MAPS = '/api/v1/namespaces/default/configmaps'
const PROTOBUF = 'application/vnd.kubernetes.protobuf'

t.test('null in a map becomes an empty value, except in a merge patch', async (t) => {
  const server = await startServer(t)
  const name = 'x'
  const path = `${SECRETS}/${name}`
  const metadata = { name }
  const identity = { apiVersion: 'v1', kind: 'Secret' }
  const created = await server.post(SECRETS, { metadata, data: { a: null, b: 'Yg==' } })
  t.equal(created.code, 201)
  t.strictSame(created.body.data, { a: '', b: 'Yg==' })
  t.strictSame((await server.get(path)).body.data, { a: '', b: 'Yg==' })

  const put = await server.put(path, { metadata, data: { c: null } })
  t.strictSame(put.body.data, { c: '' })
  const applied = await server.patch(
    `${SECRETS}/y?fieldManager=m`,
    { ...identity, metadata: { name: 'y' }, data: { a: null, b: 'Yg==' } },
    { contentType: 'application/apply-patch+yaml' },
  )
  t.equal(applied.code, 201)
  t.strictSame(applied.body.data, { a: '', b: 'Yg==' })
  const patched = await server.patch(path, [{ op: 'add', path: '/data/d', value: null }], {
    contentType: 'application/json-patch+json',
  })
  t.strictSame(patched.body.data, { c: '', d: '' })
  const merged = await server.patch(path, { data: { d: null } })
  t.strictSame(merged.body.data, { c: '' }, 'in a merge patch null removes the key')

  const binary = await server.post(CONFIG_MAPS, {
    metadata,
    data: { s: null },
    binaryData: { a: null },
  })
  t.equal(binary.code, 201)
  t.strictSame(binary.body.binaryData, { a: '' })
  t.strictSame(binary.body.data, { s: '' })
})

t.test(
  "a Go client's nil slice, sent in protobuf as a key without a value, becomes empty bytes",
  async (t) => {
    const server = await startServer(t)
    const body = Buffer.from(
      // made with k8s.io/api: data {"a": nil, "b": []byte{}}
      'azhzAAoMCgJ2MRIGU2VjcmV0EiEKEQoBbhIAGgAiACoAMgA4AEIAEgMKAWESBQoBYhIAGgAaACIA',
      'base64',
    )
    const created = await server.post(SECRETS, body, { contentType: PROTOBUF })
    t.equal(created.code, 201)
    t.strictSame(created.body.data, { a: '', b: '' })
  },
)

interface Kind {
  readonly group: string
  readonly version: string
  readonly kind: string
}

const creatable = async (server: TestServer) => {
  const found: [string, Kind][] = []
  for (const root of ['/api/v1', '/apis']) {
    const { body } = await server.get(root)
    const versions: [string, string, string][] =
      root === '/apis'
        ? body.groups.flatMap((group: Answer['body']) =>
            group.versions.map(({ version }: Answer['body']) => [
              `/apis/${group.name}/${version}`,
              group.name,
              version,
            ]),
          )
        : [[root, '', 'v1']]
    for (const [path, group, version] of versions) {
      const list = await server.get(path)
      for (const { name, namespaced, kind, verbs } of list.body.resources) {
        if (!verbs.includes('create') || name.includes('/')) continue
        const at = `${path}${namespaced ? '/namespaces/default' : ''}/${name}`
        found.push([at, { group, version, kind }])
      }
    }
  }
  return found
}

/** If the service account did not exist, admission would reject the pod before validation. */
const ADMITTED: Readonly<Record<string, object>> = {
  Pod: {
    serviceAccountName: 'default',
    serviceAccount: 'default',
  },
}

/** Untested fields, each like a tested one: `initContainers` is like `containers`. */
const ALIKE = new Set([
  'initContainers',
  'ephemeralContainers',
  'readinessProbe',
  'startupProbe',
  'preStop',
  'podAntiAffinity',
  'lastState',
  'initContainerStatuses',
  'ephemeralContainerStatuses',
])

/** The fields of a pod template are tested in pods. */
const TEMPLATE_OF_PODS = { metadata: {}, spec: { containers: [{ name: 'a', image: 'a' }] } }

/** Removes parts that other cases cover. */
const once = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(once)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !ALIKE.has(key))
      .map(([key, inner]) => [key, key === 'template' ? TEMPLATE_OF_PODS : once(inner)]),
  )
}

/** Returns bodies with null in place of one value, each with the path of its null. */
const bodies = (schema: StructSchema, { group, version, kind }: Kind): [string, object][] => {
  const { spec, ...full } = once(fullObject(schema)) as Answer['body']
  const apiVersion = group === '' ? version : `${group}/${version}`
  const given = spec === undefined ? full : { ...full, spec: { ...spec, ...ADMITTED[kind] } }
  return [...nulledEverywhere({ ...given, metadata: { labels: { a: 'a' } } })].map(([at, body]) => {
    const { metadata } = body as { metadata: object | null }
    const named = at === 'metadata' ? {} : { metadata: { ...metadata, name: 'a' } }
    return [at, { ...(body as object), ...named, kind, apiVersion }]
  })
}

t.test('null in place of any value causes no internal error, except from apply', async (t) => {
  const server = await startServer(t)
  const schemas = compileSchemas(loadOpenApiDocument())
  const kinds = await creatable(server)
  t.ok(kinds.length > 20)
  for (const [path, kind] of kinds) {
    const faults: string[] = []
    for (const [at, body] of bodies(schemas.forKind(kind)!, kind)) {
      const asked = [
        server.post(`${path}?dryRun=All`, body),
        server.patch(`${path}/a?dryRun=All&fieldManager=m`, body, {
          contentType: 'application/apply-patch+yaml',
        }),
      ]
      for (const { code, text } of await Promise.all(asked)) {
        // for some bodies, apply returns this 500, like a real server
        if (code >= 500 && !text.includes('failed to create typed patch object'))
          faults.push(`${at}: ${text}`)
      }
    }
    t.strictSame(faults, [], kind.kind)
  }
})
