import t from 'tap'
import { StatusError } from '../../../src/apimachinery/status.ts'
import type { Node, Namespace, Pod } from '../../../src/apis/core.ts'
import type {
  AdmissionAttributes,
  AdmissionPlugin,
} from '../../../src/apiserver/admission/admission.ts'
import { AdmissionChain } from '../../../src/apiserver/admission/chain.ts'
import { clusterTrustBundleAttest } from '../../../src/apiserver/admission/cluster-trust-bundle-attest.ts'
import { heldQuota } from '../../../src/apiserver/admission/held-quota.ts'
import { namespaceLifecycle } from '../../../src/apiserver/admission/namespace-lifecycle.ts'
import { nodeTaint } from '../../../src/apiserver/admission/node-taint.ts'
import { podPlugin } from '../../../src/apiserver/admission/pods.ts'
import { anybody } from '../../resources/context.ts'

const write = (
  operation: AdmissionAttributes['operation'],
  resource: string,
  { group = '', spec = {}, ...more }: Partial<AdmissionAttributes> & Record<string, unknown> = {},
) =>
  ({
    context: anybody,
    operation,
    resource: { group, resource },
    kind: '',
    subresource: '',
    namespace: '',
    name: 'a',
    object: operation === 'DELETE' ? undefined : { metadata: { name: 'a' }, spec },
    oldObject: undefined,
    ...more,
  }) as AdmissionAttributes

/** Runs a plugin in a chain, which filters by resource. */
const mutated = (plugin: AdmissionPlugin, attributes: AdmissionAttributes) =>
  new AdmissionChain([plugin]).mutate({ ...attributes, object: attributes.object! })

const refusal = (run: () => unknown) => {
  try {
    run()
    return ''
  } catch (error) {
    if (error instanceof StatusError) return `${error.status.code} ${error.status.message}`
    throw error
  }
}

t.test(
  'NamespaceLifecycle rejects creates in missing or terminating namespaces, and deletes of system namespaces',
  async (t) => {
    const namespaces: Record<string, object> = {
      here: { metadata: {} },
      going: { metadata: { deletionTimestamp: '2030-01-01T00:00:00Z' } },
    }
    const plugin = namespaceLifecycle((name) => namespaces[name] as Namespace | undefined)
    const create = (namespace: string) =>
      refusal(() => plugin.mutate!(write('CREATE', 'secrets', { namespace })))
    t.equal(create('here'), '')
    t.equal(create(''), '')
    t.equal(create('gone'), '404 namespaces "gone" not found')
    t.match(create('going'), /^403 .* in namespace going because it is being terminated$/)
    const remove = (name: string, resource = 'namespaces', group = '') =>
      refusal(() => plugin.validate!(write('DELETE', resource, { name, group })))
    for (const name of ['default', 'kube-system', 'kube-public'])
      t.match(remove(name), /^403 .* this namespace may not be deleted$/)
    t.equal(
      remove('other') + remove('default', 'secrets') + remove('default', 'namespaces', 'x'),
      '',
    )
  },
)

t.test('TaintNodesByCondition taints new nodes', async (t) => {
  const taint = { key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' }
  const taints = (...args: Parameters<typeof write>) =>
    (mutated(nodeTaint, write(...args)) as Node).spec.taints
  t.same(taints('CREATE', 'nodes'), [taint])
  t.same(taints('CREATE', 'nodes', { spec: { taints: [taint] } }), [taint])
  const other = { ...taint, effect: 'NoExecute' }
  t.same(taints('CREATE', 'nodes', { spec: { taints: [other] } }), [other, taint])
  t.equal(taints('UPDATE', 'nodes'), undefined)
  t.equal(taints('CREATE', 'nodes', { subresource: 'status' }), undefined)
  t.equal(taints('CREATE', 'pods'), undefined)
  t.equal(taints('CREATE', 'nodes', { group: 'x' }), undefined)
})

t.test('ResourceQuota limits the objects and bytes of a cluster', async (t) => {
  const ask = (objects: number, bytes: number, ...args: Parameters<typeof write>) =>
    refusal(() =>
      heldQuota({ objects: 2, bytes: 100 }, { objects, bytes }).validate!(write(...args)),
    )
  t.match(ask(2, 0, 'CREATE', 'secrets'), /requested: objects=1, used: objects=2, limited: obj/)
  t.equal(ask(1, 0, 'CREATE', 'secrets') + ask(2, 0, 'UPDATE', 'secrets'), '')
  t.equal(ask(2, 0, 'CREATE', 'pods', { subresource: 'eviction' }), '')
  t.match(ask(0, 71, 'CREATE', 'secrets'), /requested: bytes=35, used: bytes=71, limited: bytes=1/)
  t.equal(ask(0, 65, 'CREATE', 'secrets') + ask(0, 200, 'DELETE', 'secrets'), '')
  const { object } = write('CREATE', 'secrets')
  t.equal(ask(0, 200, 'UPDATE', 'secrets', { oldObject: object! }), '', 'the object does not grow')
})

t.test('ClusterTrustBundleAttest requires permission to attest for the signer', async (t) => {
  const ask = (allowed: boolean, ...args: Parameters<typeof write>) => {
    const decision = allowed ? ('allow' as const) : ('no-opinion' as const)
    const plugin = clusterTrustBundleAttest({ authorize: () => ({ decision, reason: '' }) })
    return refusal(() => new AdmissionChain([plugin]).validate(write(...args)))
  }
  const group = 'certificates.k8s.io'
  const signed = { group, spec: { signerName: 'example.com/a' } }
  t.match(
    ask(false, 'CREATE', 'clustertrustbundles', signed),
    /^403 .*user not permitted to attest for signerName "example.com\/a"$/,
  )
  t.equal(ask(true, 'CREATE', 'clustertrustbundles', signed), '')
  t.equal(ask(false, 'CREATE', 'clustertrustbundles', { group }), '', 'no signer')
  t.equal(ask(false, 'DELETE', 'clustertrustbundles', signed), '')
  t.equal(ask(false, 'CREATE', 'others', signed), '')
  t.equal(ask(false, 'CREATE', 'clustertrustbundles', { ...signed, group: 'x' }), '')
})

t.test('pod plugins run on creates and updates of pods, but not on subresources', async (t) => {
  const changed = (...args: Parameters<typeof write>) => {
    let isChanged = false
    const note = (pod: Pod) => {
      isChanged = true
      return pod
    }
    mutated(podPlugin(note), write(...args))
    return isChanged
  }
  t.ok(changed('CREATE', 'pods') && changed('UPDATE', 'pods'))
  t.notOk(changed('UPDATE', 'pods', { subresource: 'status' }))
  t.notOk(changed('CREATE', 'nodes') || changed('CREATE', 'pods', { group: 'x' }))
})
