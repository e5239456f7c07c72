import t from 'tap'
import type { KubeObject } from '../../../src/apimachinery/meta.ts'
import { selectorsOf } from '../../../src/apiserver/registry/field-selectors.ts'

const object: KubeObject = {
  kind: 'Thing',
  apiVersion: 'v1',
  metadata: { name: 'x', namespace: 'n' },
}

t.test('a kind without fields of its own can be selected by name and namespace', async (t) => {
  const metadataSelectors = selectorsOf(undefined, false)
  t.same(metadataSelectors.fields, ['metadata.name', 'metadata.namespace'])
  t.same(metadataSelectors.valuesOf(object), { 'metadata.name': 'x', 'metadata.namespace': 'n' })
  t.equal(
    metadataSelectors.unsupported('a"b'),
    '"a\\"b" is not a known field selector: only "metadata.name", "metadata.namespace"',
  )
})

t.test('with fields of its own, a cluster-scoped kind has no namespace field', async (t) => {
  const fields = { kind: ({ kind }: KubeObject) => kind }
  t.same(selectorsOf(fields, true).valuesOf(object), {
    'metadata.name': 'x',
    'metadata.namespace': 'n',
    kind: 'Thing',
  })
  const cluster = selectorsOf(fields, false)
  t.same(cluster.fields, ['metadata.name', 'kind'])
  t.same(cluster.valuesOf({ ...object, metadata: {} }), { 'metadata.name': '', kind: 'Thing' })
  t.equal(cluster.unsupported('x'), 'field label not supported: x')
})
