import t from 'tap'
import { type Answer, startServer } from '../../../fixtures/server.ts'

const STRICT = '?fieldValidation=Strict'
const CONFIG_MAPS = '/api/v1/namespaces/default/configmaps'
const A = `${CONFIG_MAPS}/a`
const JSON_PATCH = 'application/json-patch+json'
const MERGE = 'application/merge-patch+json'
const STRATEGIC = 'application/strategic-merge-patch+json'
const APPLY = 'application/apply-patch+yaml'

const setUp = async (t: Parameters<typeof startServer>[0]) => {
  const server = await startServer(t)
  await server.post(CONFIG_MAPS, {
    metadata: { name: 'a', labels: { z: '1', b: '2' } },
    data: { x: '1' },
  })
  const patch = (contentType: string, body: object | string, query = '') =>
    server.patch(`${A}${query}`, body, { contentType })
  return { server, patch }
}

/** The invalid value that a 422 shows, and the reason after it. */
const invalidPatch = ({ body }: Answer): [string, string] => {
  const { message } = body.details.causes[0] as { message: string }
  const [, shown, why] = /^Invalid value: ("(?:[^"\\]|\\.)*"): (.*)$/.exec(message)!
  return [JSON.parse(shown!), why!]
}

t.test('unknown fields are rejected, warned about or ignored', async (t) => {
  const { patch } = await setUp(t)
  const body = '{"colour":1,"data":{"x":"1"},"data":{"x":"2"},"alpha":1}'
  const strict = await patch(MERGE, body, '?fieldValidation=Strict')
  t.equal(strict.code, 422)
  t.same(
    invalidPatch(strict)[1],
    'strict decoding error: duplicate field "data", unknown field "alpha", unknown field "colour"',
  )
  const warned = await patch(MERGE, body)
  t.equal(warned.code, 200)
  t.equal(
    warned.headers.warning,
    '299 - "duplicate field \\"data\\"", 299 - "unknown field \\"alpha\\"", 299 - "unknown field \\"colour\\""',
  )
  t.equal((await patch(MERGE, body, '?fieldValidation=Ignore')).headers.warning, undefined)
})

t.test('unknown and duplicate fields of a JSON patch operation are reported', async (t) => {
  const { patch } = await setUp(t)
  const body =
    '[{"op":"add","path":"/colour","value":1,"why":""},{"op":"test","path":"/x","path":"/data/x","value":"1"}]'
  t.same(
    invalidPatch(await patch(JSON_PATCH, body, '?fieldValidation=Strict'))[1],
    'strict decoding error: json patch unknown field "[0].why", json patch duplicate field "[1].path", unknown field "colour"',
  )
})

t.test('the patched object in an error has sorted keys where the patch touched it', async (t) => {
  const { patch } = await setUp(t)
  const merged = await patch(MERGE, { metadata: { labels: { n: 1 } } })
  const [shown, why] = invalidPatch(merged)
  t.match(
    why,
    /^json: cannot unmarshal number into Go struct field ObjectMeta.metadata.labels of type string/,
  )
  t.same(Object.keys(JSON.parse(shown)), ['apiVersion', 'data', 'kind', 'metadata'])
  t.match(shown, '"labels":{"b":"2","n":1,"z":"1"},"managedFields":[{"manager":"tests"')
  const operation = [{ op: 'add', path: '/data/y', value: 1 }]
  const [document] = invalidPatch(await patch(JSON_PATCH, operation))
  t.match(document, '"data":{"x":"1","y":1},"kind":"ConfigMap","metadata":{"name":"a","namespace"')
})

t.test("the error of a strategic patch shows the patch, with the converter's reason", async (t) => {
  const { patch } = await setUp(t)
  const cases = [
    [{ metadata: { labels: { n: 1 } } }, 'cannot convert int64 to string'],
    [{ metadata: { labels: { n: true } } }, 'unrecognized type: string'],
    [{ metadata: { labels: 'n' } }, 'cannot restore map from string'],
    [{ metadata: 5 }, 'cannot restore struct from: int64'],
    [{ metadata: { finalizers: {} } }, 'cannot restore slice from map'],
    [{ immutable: 'yes' }, 'unrecognized type: bool'],
    [{ binaryData: { x: '%' } }, 'error decoding from json: illegal base64 data at input byte 0'],
  ] as const
  for (const [body, expected] of cases) {
    const [shown, why] = invalidPatch(await patch(STRATEGIC, body))
    t.match(shown, /^map\[/)
    t.equal(why, expected)
  }
  t.same(invalidPatch(await patch(STRATEGIC, { z: 1, a: 1 }, STRICT)), [
    'map[a:1 z:1]',
    'strict decoding error: unknown field "a", unknown field "z"',
  ])
  const odd = await patch(STRATEGIC, { '\u{1f600}\t': 1, '\uffff': 1 }, STRICT)
  t.same(
    invalidPatch(odd)[1],
    'strict decoding error: unknown field "\uffff", unknown field "\u{1f600}\t"',
    'names are not escaped, and in byte order',
  )
})

t.test('duplicate keys of an applied configuration are rejected or ignored', async (t) => {
  const { patch } = await setUp(t)
  const yaml = 'apiVersion: v1\nkind: ConfigMap\ndata:\n  w: "4"\n  w: "5"\n'
  const strict = await patch(APPLY, yaml, '?fieldManager=me&fieldValidation=Strict')
  t.match(strict, {
    code: 400,
    body: {
      message:
        'error strict decoding YAML: error converting YAML to JSON: yaml: unmarshal errors:\n  line 5: key "w" already set in map',
    },
  })
  t.equal((await patch(APPLY, yaml, '?fieldManager=me&fieldValidation=Ignore')).body.data.w, '5')
})

t.test('a patch cannot change the kind', async (t) => {
  const { patch } = await setUp(t)
  const conversion = 'converting (v1.Secret) to (core.ConfigMap): unknown conversion'
  const why = async (contentType: string, body: object) => {
    const answer = await patch(contentType, body)
    t.equal(answer.code, 422)
    return invalidPatch(answer)[1]
  }
  t.equal(await why(MERGE, { kind: 'Secret' }), conversion)
  t.equal(await why(JSON_PATCH, [{ op: 'replace', path: '/kind', value: 'Secret' }]), conversion)
  t.equal(
    await why(MERGE, { apiVersion: 'v9' }),
    'no kind "ConfigMap" is registered for version "v9" in scheme "pkg/api/legacyscheme/scheme.go:30"',
  )
  t.equal(
    await why(MERGE, { kind: 1 }),
    "couldn't get version/kind; json parse error: json: cannot unmarshal number into Go struct field .kind of type string",
  )
  for (const [type, body] of [
    [MERGE, { kind: null }],
    [STRATEGIC, { kind: 'Secret' }],
  ] as const) {
    t.match(await patch(type, body), { code: 200, body: { kind: 'ConfigMap', apiVersion: 'v1' } })
  }
  t.match(await patch(APPLY, { kind: 'ConfigMap' }, '?fieldManager=me'), {
    code: 400,
    body: {
      message: 'invalid object type: /, Kind=ConfigMap',
    },
  })
})

t.test('the error of a strategic patch shows the patch as the merge left it', async (t) => {
  const { patch } = await setUp(t)
  const wrong = { immutable: 'yes' }
  for (const [body, shown] of [
    [{ metadata: { labels: { b: null } } }, 'immutable:yes metadata:map[labels:map[b:<nil>]]'],
    [{ metadata: { annotations: { b: null } } }, 'immutable:yes metadata:map[annotations:map[]]'],
  ] as const) {
    t.equal(invalidPatch(await patch(STRATEGIC, { ...wrong, ...body }))[0], `map[${shown}]`)
  }
})

t.test('a patch that cannot create is parsed only if the object exists', async (t) => {
  const { server } = await setUp(t)
  const none = `${CONFIG_MAPS}/none`
  for (const contentType of [JSON_PATCH, MERGE, STRATEGIC])
    t.equal((await server.patch(none, '{', { contentType })).code, 404)
  const deployments = '/apis/apps/v1/namespaces/default/deployments/none'
  const status = `${deployments}/status?fieldManager=m`
  t.equal((await server.patch(status, ': :\n -', { contentType: APPLY })).code, 404)
  const broken = await server.patch(`${none}?fieldManager=m`, ': :\n -', { contentType: APPLY })
  t.equal(broken.code, 400)
})

t.test("without field validation, patch errors are those of Go's libraries", async (t) => {
  const { patch } = await setUp(t)
  const query = '?fieldValidation=Ignore'
  for (const [type, body, message] of [
    [JSON_PATCH, '{}', 'json: cannot unmarshal object into Go value of type jsonpatch.Patch'],
    [JSON_PATCH, '[1]', 'json: cannot unmarshal number into Go value of type jsonpatch.Operation'],
    [MERGE, '{', 'Invalid JSON Patch'],
    [MERGE, '5', 'Invalid JSON Patch'],
    [STRATEGIC, '5', 'json: cannot unmarshal number into Go value of type map[string]interface {}'],
  ] as const) {
    t.match(await patch(type, body, query), { code: 400, body: { message } }, `${type}: ${body}`)
  }
  t.equal((await patch(JSON_PATCH, [{ op: 1, path: '/data' }], query)).code, 422)
  t.equal((await patch(MERGE, '[]', query)).code, 422)
})

t.test("an applied configuration whose namespace differs from the URL's is rejected", async (t) => {
  const { patch } = await setUp(t)
  const elsewhere = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { namespace: 'y' } }
  t.match(await patch(APPLY, elsewhere, '?fieldManager=m'), {
    code: 400,
    body: {
      message:
        'the namespace of the provided object does not match the namespace sent on the request',
    },
  })
})
