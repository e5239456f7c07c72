import t from 'tap'
import type { KubeObject } from '../../../../src/apimachinery/meta.ts'
import { atOnce } from '../../../../src/apimachinery/turns.ts'
import type { UserInfo } from '../../../../src/apimachinery/user.ts'
import { aggregationChange } from '../../../../src/apiserver/authz/aggregation.ts'
import { defaultPolicy } from '../../../../src/apiserver/authz/default-policy/policy.ts'
import { DEFAULT_VERSION, releaseOf } from '../../../../src/apimachinery/release/known-releases.ts'
import { rbacAuthorizer } from '../../../../src/apiserver/authz/rbac.ts'
import { RbacIndex } from '../../../../src/apiserver/authz/rbac-index.ts'
import { isAuthorizedForSigner } from '../../../../src/apiserver/authz/signers.ts'
import { person, question, roleBinding, user } from '../builders.ts'

const policy = defaultPolicy(releaseOf(DEFAULT_VERSION)!)

/** The active policy, with aggregated roles filled. */
const startedWith = (...more: KubeObject[]) => {
  const index = new RbacIndex()
  const roles = new Map(policy.clusterRoles.map((role) => [role.metadata.name, role]))
  for (let changed = true; changed;) {
    changed = false
    for (const role of roles.values()) {
      const rules = atOnce(aggregationChange(role, roles.values()))
      if (rules === undefined) continue
      roles.set(role.metadata.name, { ...role, rules })
      changed = true
    }
  }
  const { clusterRoleBindings, roles: local, roleBindings } = policy
  for (const object of [
    ...roles.values(),
    ...clusterRoleBindings,
    ...local,
    ...roleBindings,
    ...more,
  ]) {
    index.set(object)
  }
  return rbacAuthorizer(index)
}

const anonymous = person('system:anonymous', 'system:unauthenticated')
const anybody = person('jane', 'system:authenticated')
const serviceAccount = (name: string) =>
  person(
    `system:serviceaccount:kube-system:${name}`,
    'system:serviceaccounts',
    'system:serviceaccounts:kube-system',
    'system:authenticated',
  )

t.test('users have the permissions of an unmodified cluster', async (t) => {
  const authorizer = startedWith()
  const cases: [asker: UserInfo, asked: string, allowed: boolean, namespace?: string][] = [
    [anonymous, 'get /healthz', true],
    [anonymous, 'get /version', true],
    [anonymous, 'get /api', false],
    [anonymous, 'get /.well-known/openid-configuration', false],
    [anonymous, 'create authentication.k8s.io/selfsubjectreviews', false],
    [anybody, 'get /api/v1', true],
    [anybody, 'get /openapi/v3', true],
    [anybody, 'get /', false],
    [anybody, 'get /.well-known/openid-configuration', false],
    [anybody, 'get /metrics', false],
    [anybody, 'create authentication.k8s.io/selfsubjectreviews', true],
    [anybody, 'create authorization.k8s.io/selfsubjectaccessreviews', true],
    [anybody, 'create authorization.k8s.io/subjectaccessreviews', false],
    [anybody, 'create certificates.k8s.io/certificatesigningrequests', false],
    [person('jane', 'system:monitoring'), 'get /metrics', true],
    [person('root', 'system:masters'), 'approve certificates.k8s.io/signers', true],
    [person('root', 'system:masters'), 'get /metrics', true],
    [serviceAccount('x'), 'list certificates.k8s.io/clustertrustbundles', false],
    [serviceAccount('x'), 'get /openid/v1/jwks', true],
    [
      serviceAccount('certificate-controller'),
      'update certificates.k8s.io/certificatesigningrequests/approval',
      true,
    ],
    [
      serviceAccount('certificate-controller'),
      'create certificates.k8s.io/certificatesigningrequests',
      false,
    ],
    [
      serviceAccount('clusterrole-aggregation-controller'),
      'escalate rbac.authorization.k8s.io/clusterroles',
      true,
    ],
    [serviceAccount('root-ca-cert-publisher'), 'create core/configmaps', true, 'shop'],
    [serviceAccount('token-cleaner'), 'delete core/secrets', true, 'kube-system'],
    [serviceAccount('token-cleaner'), 'delete core/secrets', false, 'default'],
    [person('system:kube-controller-manager'), 'watch anything.example.com/things', true, 'shop'],
    [person('system:kube-controller-manager'), 'update core/configmaps', false, 'kube-system'],
    [
      person('system:node:a', 'system:nodes'),
      'create certificates.k8s.io/certificatesigningrequests',
      false,
    ],
  ]
  for (const [asker, asked, allowed, namespace = ''] of cases) {
    const { decision } = authorizer.authorize(question(asker, asked, { namespace }))
    t.equal(decision === 'allow', allowed, `${asker.name} ${asked} ${namespace}`)
  }
})

t.test(
  "the certificate controller approves kubelets, and signs for Kubernetes' signers",
  async (t) => {
    const authorizer = startedWith()
    const controller = serviceAccount('certificate-controller')
    const may = (verb: 'approve' | 'sign', signer: string) =>
      isAuthorizedForSigner(authorizer, controller, verb, signer)
    t.ok(may('approve', 'kubernetes.io/kube-apiserver-client-kubelet'))
    t.notOk(may('approve', 'kubernetes.io/kube-apiserver-client'))
    for (const name of [
      'kube-apiserver-client',
      'kube-apiserver-client-kubelet',
      'kubelet-serving',
      'legacy-unknown',
    ]) {
      t.ok(may('sign', `kubernetes.io/${name}`))
    }
    t.notOk(may('sign', 'example.com/mine'))
  },
)

t.test('admin, edit and view aggregate what their names promise', async (t) => {
  const authorizer = startedWith(
    roleBinding('shop', 'a', 'ClusterRole/admin', user('ada')),
    roleBinding('shop', 'e', 'ClusterRole/edit', user('eli')),
    roleBinding('shop', 'v', 'ClusterRole/view', user('vic')),
  )
  const may = (name: string, words: string) =>
    authorizer.authorize(question(person(name), words, { namespace: 'shop' })).decision === 'allow'
  const rows: [words: string, admin: boolean, edit: boolean, view: boolean][] = [
    ['get core/configmaps', true, true, true],
    ['list apps/deployments', true, true, true],
    ['get core/secrets', true, true, false],
    ['create core/configmaps', true, true, false],
    ['create core/pods/exec', true, true, false],
    ['create rbac.authorization.k8s.io/roles', true, false, false],
    ['create authorization.k8s.io/localsubjectaccessreviews', true, false, false],
    ['delete core/namespaces', false, false, false],
    ['get certificates.k8s.io/certificatesigningrequests', false, false, false],
  ]
  for (const [words, admin, edit, view] of rows) {
    t.strictSame(
      ['ada', 'eli', 'vic'].map((name) => may(name, words)),
      [admin, edit, view],
      words,
    )
  }
})

t.test('gates of a release add roles and rules', async (t) => {
  const in136 = (gates: Record<string, boolean>) => defaultPolicy(releaseOf('v1.36', gates)!)
  const off = JSON.stringify(in136({}))
  t.notMatch(off, /trust-?bundle/i)
  t.notMatch(off, /podcertificate/)
  const v134 = defaultPolicy(releaseOf('v1.34')!)
  t.match(JSON.stringify(v134), /system:cluster-trust-bundle-discovery/)

  const both = in136({ ClusterTrustBundle: true, PodCertificateRequest: true })
  t.equal(both.clusterRoles.length, in136({}).clusterRoles.length + 3)
  const lastRules = both.clusterRoles
    .find(({ metadata }) => metadata.name === 'system:node')!
    .rules!.slice(-3)
    .map(({ resources = [], verbs }) => `${resources.join()} ${verbs.join()}`)
  t.same(lastRules, [
    'clustertrustbundles get,list,watch',
    'serviceaccounts get',
    'podcertificaterequests create,get,list,watch',
  ])
  t.equal(in136({}), in136({}), 'made once')
  t.match(JSON.stringify(defaultPolicy(releaseOf('v1.37')!)), /podcertificaterequestcleaner/)
})
