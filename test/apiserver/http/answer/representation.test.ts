import t from 'tap'
import { decodeProtobuf } from '../../../../src/apimachinery/protobuf/envelope.ts'
import { compileSchemas } from '../../../../src/apimachinery/schema/schema-compile.ts'
import { loadOpenApiDocument } from '../../../../src/server/openapi.ts'
import { type Answer, namesOf, startServer } from '../../../fixtures/server.ts'
import { secret } from '../paths.ts'

const lab = await startServer(t)
const schemas = compileSchemas(loadOpenApiDocument())
const secrets = `${await lab.namespace('forms')}/secrets`
const stored = await lab.create(secrets, {
  ...secret('a', { colour: 'blue' }),
  data: { x: 'eA==' },
})
await lab.create(secrets, secret('b'))
const one = `${secrets}/a`
const PROTOBUF = 'application/vnd.kubernetes.protobuf'
const as = (kind: string, version = 'v1'): Record<string, string> => ({
  accept: `application/json;as=${kind};v=${version};g=meta.k8s.io`,
})

const decoded = ({ bytes }: Answer, kind: string): any =>
  decodeProtobuf(bytes, (gvk) => schemas.forKind({ ...gvk, kind })!, {
    group: '',
    version: 'v1',
    kind,
  }).object

t.test('JSON begins with kind and version, and ends with a newline', async (t) => {
  const { text, body: json, headers } = await lab.get(one)
  t.equal(headers['content-type'], 'application/json')
  t.ok(text.startsWith('{"kind":"Secret","apiVersion":"v1","metadata":{"name":"a",'))
  t.ok(text.endsWith('}\n'))
  t.strictSame(json, stored)
})

t.test('objects and lists can be read in protobuf', async (t) => {
  const { headers } = await lab.get(one, { headers: { accept: PROTOBUF } })
  t.equal(headers['content-type'], PROTOBUF)
  const object = decoded(await lab.get(one, { headers: { accept: PROTOBUF } }), 'Secret')
  t.match(object, { metadata: { name: 'a', uid: stored.metadata.uid }, data: { x: 'eA==' } })
  const list = decoded(await lab.get(secrets, { headers: { accept: PROTOBUF } }), 'SecretList')
  t.strictSame(namesOf(list), ['a', 'b'])
})

t.test('metadata alone can be read in protobuf', async (t) => {
  const accept = (kind: string): Record<string, string> => ({
    accept: `${PROTOBUF};as=${kind};v=v1;g=meta.k8s.io`,
  })
  const kinds: string[] = []
  // decodes as Secret and SecretList, where metadata and items have the same field numbers as in
  // the requested kinds
  const read = ({ bytes }: Answer, kind: string): any =>
    decodeProtobuf(bytes, (gvk) => {
      kinds.push(`${gvk.group}/${gvk.version} ${gvk.kind}`)
      return schemas.forKind({ group: '', version: 'v1', kind })
    }).object
  const object = read(await lab.get(one, { headers: accept('PartialObjectMetadata') }), 'Secret')
  t.same(object.metadata, stored.metadata)
  t.notOk('data' in object, 'the response has no data')
  const list = read(
    await lab.get(secrets, { headers: accept('PartialObjectMetadataList') }),
    'SecretList',
  )
  t.same(list.items[0].metadata, stored.metadata)
  t.equal(list.items.length, 2)
  t.notOk('data' in list.items[0])
  t.match(list.metadata, { resourceVersion: /^[0-9]+$/ })
  t.strictSame(kinds, [
    'meta.k8s.io/v1 PartialObjectMetadata',
    'meta.k8s.io/v1 PartialObjectMetadataList',
  ])
})

t.test('list items have neither kind nor version', async (t) => {
  const { body: json, text } = await lab.get(secrets)
  const { kind: _, apiVersion: __, ...item } = stored
  t.match(json, { kind: 'SecretList', apiVersion: 'v1' })
  t.strictSame(json.items[0], item)
  t.ok(text.startsWith('{"kind":"SecretList","apiVersion":"v1","metadata":{"resourceVersion":"'))
  t.ok(text.includes('"items":[{"metadata":{"name":"a",'))
  t.equal((await lab.get(`${secrets}?pretty=1`)).text, JSON.stringify(json, null, 2))
  const none = await lab.get(`${secrets}?labelSelector=colour%3Dred`)
  t.match(none.text, /"items":\[\]\}\n$/)
})

t.test('a table has cells, and as much of the object as requested', async (t) => {
  const { body: json } = await lab.get(secrets, { headers: as('Table') })
  t.match(json, { kind: 'Table', apiVersion: 'meta.k8s.io/v1' })
  t.strictSame(
    json.columnDefinitions.map(({ name }: { name: string }) => name),
    ['Name', 'Type', 'Data', 'Age'],
  )
  t.strictSame(json.rows[0].cells, ['a', 'Opaque', 1, '0s'])
  t.strictSame(json.rows[0].object, {
    kind: 'PartialObjectMetadata',
    apiVersion: 'meta.k8s.io/v1',
    metadata: stored.metadata,
  })
  const rows = async (include: string) =>
    (await lab.get(`${secrets}?includeObject=${include}`, { headers: as('Table') })).body.rows
  t.equal((await rows('None'))[0].object, null)
  t.strictSame((await rows('Object'))[0].object, stored)
  const single = (await lab.get(one, { headers: as('Table', 'v1beta1') })).body
  t.equal(single.apiVersion, 'meta.k8s.io/v1beta1')
  t.equal(single.metadata.resourceVersion, stored.metadata.resourceVersion)
  t.equal(single.rows.length, 1)
})
