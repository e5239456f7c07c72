import t from 'tap'
import type { AdmissionAttributes } from '../../src/admission/admission.ts'
import { namespaceLifecycle } from '../../src/admission/namespace-lifecycle.ts'
import type { Namespace } from '../../src/api/kinds/core.ts'

const ending = { metadata: { name: 'ending', deletionTimestamp: '2030-01-01T00:00:00Z' } }
const found = new Map<string, object>([
  ['there', { metadata: { name: 'there' } }],
  ['ending', ending],
])
const plugin = namespaceLifecycle((name) => found.get(name) as Namespace | undefined)

const asked = (more: Partial<AdmissionAttributes>): AdmissionAttributes =>
  ({
    operation: 'CREATE',
    resource: { group: '', resource: 'configmaps' },
    namespace: '',
    name: 'a',
    object: { metadata: { name: 'a' } },
    ...more,
  }) as AdmissionAttributes

t.test('nothing is created where no namespace is, or one that ends', (t) => {
  const mutate = (more: Partial<AdmissionAttributes>) => () => plugin.mutate!(asked(more))
  for (const more of [{}, { namespace: 'there' }]) t.match(mutate(more)(), { metadata: {} })
  t.match(mutate({ operation: 'UPDATE', namespace: 'ending' })(), { metadata: {} })
  t.throws(mutate({ namespace: 'none' }), { message: 'namespaces "none" not found' })
  t.throws(mutate({ namespace: 'ending' }), {
    message: /because it is being terminated$/,
    status: { details: { causes: [{ reason: 'NamespaceTerminating' }] } },
  })
  t.end()
})

t.test('the namespaces of the cluster itself stay', (t) => {
  const namespaces = { group: '', resource: 'namespaces' }
  const validate = (more: Partial<AdmissionAttributes>) => () =>
    plugin.validate!(asked({ operation: 'DELETE', resource: namespaces, ...more }))
  for (const name of ['default', 'kube-system', 'kube-public'])
    t.throws(validate({ name }), {
      message: `namespaces "${name}" is forbidden: this namespace may not be deleted`,
    })
  t.doesNotThrow(validate({ name: 'kube-node-lease' }))
  t.doesNotThrow(validate({ name: 'default', operation: 'UPDATE' }))
  t.doesNotThrow(validate({ name: 'default', resource: { group: '', resource: 'configmaps' } }))
  t.doesNotThrow(validate({ name: 'default', resource: { group: 'x', resource: 'namespaces' } }))
  t.end()
})
