/** The recordings `authz` and `events-roles` in test/golden cover the rest of the policy. */
import t from 'tap'
import { defaultPolicy } from '../../../../src/apiserver/authz/default-policy/policy.ts'
import { releaseOf } from '../../../../src/apimachinery/release/known-releases.ts'

t.test('feature gates and releases add roles and rules', async (t) => {
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
  t.equal(in136({}), in136({}), 'the policy is made once')
  t.match(JSON.stringify(defaultPolicy(releaseOf('v1.37')!)), /podcertificaterequestcleaner/)
})
