import t from 'tap'
import type { PolicyRule } from '../../../../src/apis/rbac.ts'
import {
  type DefaultPolicy,
  defaultPolicy,
} from '../../../../src/apiserver/authz/default-policy/policy.ts'
import { releaseOf } from '../../../../src/apimachinery/release/known-releases.ts'

const allow = (verbs: string[], apiGroups: string[], resource: string) => ({
  verbs,
  apiGroups,
  resources: [resource],
})

const policies = Object.fromEntries(
  ['v1.34', 'v1.35', 'v1.36', 'v1.37'].map((version) => [
    version,
    defaultPolicy(releaseOf(version, { ClusterTrustBundle: false, PodCertificateRequest: false })!),
  ]),
) as Record<string, DefaultPolicy>

/** Returns the index of a rule within a role for each release; -1 if the rule is absent. */
const places = (name: string, rule: PolicyRule) =>
  Object.values(policies).map(({ clusterRoles, roles }) => {
    const found = [...clusterRoles, ...roles].find(({ metadata }) => metadata.name === name)
    const texts = (found?.rules ?? []).map((one) => JSON.stringify(one))
    return texts.indexOf(JSON.stringify(rule))
  })

t.test('roles have the rules of their release', async (t) => {
  const READ = ['get', 'list', 'watch']
  const WRITE = ['create', 'delete', 'deletecollection', 'patch', 'update']
  const events = ['', 'events.k8s.io']
  for (const [name, rule, ...expected] of [
    ['system:aggregate-to-edit', allow(WRITE, events, 'events'), -1, 6, 6, 6],
    ['system:aggregate-to-view', allow(READ, events, 'events'), -1, 3, 3, 3],
    ['system:node', allow(['create', 'patch', 'update'], [''], 'events'), 6, -1, -1, -1],
    ['system:node', allow(['create', 'patch', 'update'], events, 'events'), -1, 6, 6, 6],
    [
      'system:controller:statefulset-controller',
      allow(['create', 'patch', 'update'], events, 'events'),
      7,
      9,
      9,
      9,
    ],
    ['system::leader-locking-kube-scheduler', allow(['watch'], [''], 'configmaps'), 0, -1, -1, -1],
    [
      'system:kube-scheduler',
      allow(['patch', 'update'], ['resource.k8s.io'], 'resourceclaims/binding'),
      -1,
      -1,
      26,
      27,
    ],
    ['system:kube-scheduler', allow(['update'], [''], 'pods/finalizers'), -1, -1, 23, 23],
    ['system:kube-scheduler', allow(READ, ['resource.k8s.io'], 'devicetaintrules'), -1, -1, -1, 26],
    ['system:controller:expand-controller', allow(['get'], [''], 'services'), 4, 4, -1, -1],
    [
      'system:controller:device-taint-eviction-controller',
      allow(READ, ['resource.k8s.io'], 'devicetaintrules'),
      -1,
      -1,
      -1,
      6,
    ],
  ] as const) {
    t.strictSame(places(name, rule), expected, `${name} ${JSON.stringify(rule)}`)
  }
  const monitoring = Object.values(policies).map(({ clusterRoles }) =>
    clusterRoles
      .find(({ metadata }) => metadata.name === 'system:monitoring')
      ?.rules?.[0]?.nonResourceURLs?.includes('/statusz'),
  )
  t.strictSame(monitoring, [false, false, true, true])
})

t.test('patch releases share the policy of their minor release', async (t) => {
  const [one, other] = [releaseOf('v1.36.1')!, releaseOf('v1.36.3')!]
  t.equal(defaultPolicy(one), defaultPolicy(other))
  t.ok(Object.isFrozen(defaultPolicy(one).clusterRoles.at(-1)))
})
