import t from 'tap'
import { gvkText, openapi, operations, parametersOf } from './document.ts'

const { schemas } = openapi.components
const kinds = new Set(
  Object.values(schemas).flatMap((schema) =>
    (schema['x-kubernetes-group-version-kind'] ?? []).map(gvkText),
  ),
)

void t.test('every operation has an id of its own, a description and one tag', async (t) => {
  const ids = operations.map(([, , { operationId }]) => operationId)
  t.equal(new Set(ids).size, ids.length)
  for (const [path, method, operation] of operations) {
    t.match(operation.operationId, /^[a-z][A-Za-z0-9]+$/u, `${method} ${path}`)
    t.match(operation.description, /[.]$/u, `${method} ${path}`)
    t.equal(operation.tags?.length, 1, `${method} ${path}`)
  }
})

void t.test('the placeholders of a path are its parameters', async (t) => {
  for (const [path, method, operation] of operations) {
    const names = parametersOf(path, operation)
    t.same(
      new Set(names.filter((parameter) => parameter.in === 'path').map(({ name }) => name)),
      new Set([...path.matchAll(/\{(\w+)\}/gu)].map(([, name]) => name)),
      `${method} ${path}`,
    )
    t.equal(new Set(names.map(({ name }) => name)).size, names.length, `${method} ${path}`)
  }
})

void t.test('an operation on resources names its action and a kind of the document', async (t) => {
  const resource = /^\/(?:api\/v1|apis\/[^/]+\/[^/]+)\/[^/]/u
  for (const [path, method, operation] of operations) {
    const kind = operation['x-kubernetes-group-version-kind']
    const label = `${method} ${path}`
    t.equal(kind !== undefined, resource.test(path), label)
    t.equal(operation['x-kubernetes-action'] !== undefined, resource.test(path), label)
    if (kind !== undefined) t.ok(kinds.has(gvkText(kind)), label)
  }
})

void t.test('a patch is known to kubectl by what stands in the operation itself', async (t) => {
  const patches = operations.filter(([, method]) => method === 'patch')
  t.ok(patches.length > 20)
  for (const [path, , operation] of patches) {
    t.ok(
      operation.parameters?.some(
        ({ name, in: where }) => name === 'fieldValidation' && where === 'query',
      ),
      path,
    )
    t.same(
      Object.keys(operation.requestBody?.content ?? {}),
      [
        'application/json-patch+json',
        'application/merge-patch+json',
        'application/strategic-merge-patch+json',
        'application/apply-patch+yaml',
      ],
      path,
    )
    t.ok(
      parametersOf(path, operation).some(({ name }) => name === 'force'),
      path,
    )
  }
})

void t.test('every write can be tried, attributed and validated', async (t) => {
  for (const [path, method, operation] of operations) {
    if (!['post', 'put', 'patch'].includes(method)) continue
    const names = new Set(parametersOf(path, operation).map(({ name }) => name))
    for (const name of ['dryRun', 'fieldManager', 'fieldValidation']) {
      t.ok(names.has(name), `${method} ${path} ${name}`)
    }
  }
})

void t.test('a kind with a list has all verbs', async (t) => {
  const verbs = 'delete deletecollection get list patch post put watch watchlist'
  // there are none, and none can be made
  const readOnly = new Set(['apiextensions.k8s.io/v1 CustomResourceDefinition'])
  for (const listed of kinds) {
    if (!kinds.has(`${listed}List`) || listed.includes(' API')) continue
    const own = operations.filter(([, , operation]) => {
      const kind = operation['x-kubernetes-group-version-kind']
      return kind !== undefined && gvkText(kind) === listed
    })
    const expected = new Set(
      readOnly.has(listed) ? ['get', 'list', 'watch', 'watchlist'] : verbs.split(' '),
    )
    // namespaces go one by one
    if (listed === '/v1 Namespace') expected.delete('deletecollection')
    t.same(
      new Set(own.map(([, , operation]) => operation['x-kubernetes-action'])),
      expected,
      listed,
    )
    const namespaced = own.some(([path]) => path.includes('/namespaces/{namespace}/'))
    const lists = own.filter(([, , operation]) => operation['x-kubernetes-action'] === 'list')
    t.equal(lists.length, namespaced ? 2 : 1, listed)
  }
})

void t.test('a request is approved and signed through its subresources', async (t) => {
  const base = '/apis/certificates.k8s.io/v1/certificatesigningrequests/{name}'
  for (const subresource of ['approval', 'status']) {
    const item = openapi.paths[`${base}/${subresource}`]
    t.same(
      new Set(Object.keys(item ?? {})),
      new Set(['get', 'parameters', 'patch', 'put']),
      subresource,
    )
  }
})
