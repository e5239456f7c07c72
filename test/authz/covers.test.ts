import t from 'tap'
import { breakDown, compactRules, missingRules, ruleText } from '../../src/authz/covers.ts'
import { rule } from './builders.ts'

const missing = (held: string[], wanted: string[]): string[] =>
  missingRules(held.map(rule), wanted.map(rule)).map(ruleText)

void t.test('what is held covers what is wanted, or it is told what is missing', async (t) => {
  const cases: [held: string[], wanted: string[], covered: boolean][] = [
    [['get,list core/pods'], ['get core/pods'], true],
    [['get core/pods', 'list core/pods'], ['get,list core/pods'], true],
    [['* core/pods'], ['approve core/pods'], true],
    [['get core/pods'], ['* core/pods'], false],
    [['get */pods'], ['get apps/pods'], true],
    [['get apps/pods'], ['get */pods'], false],
    [['get core/*'], ['get core/pods/log'], true],
    [['get core/*/log'], ['get core/pods/log'], true],
    [['get core/*/log'], ['get core/*/log'], true],
    [['get core/*/log'], ['get core/pods'], false],
    [['get core/*/log'], ['get core/*'], false],
    [['get core/pods'], ['get core/pods/log'], false],
    [['get core/pods'], ['get core/*'], false],
    [['get core/pods'], ['get core/pods a'], true],
    [['get core/pods a'], ['get core/pods'], false],
    [['get core/pods a,b'], ['get core/pods b,a'], true],
    [['get core/pods a', 'get core/pods b'], ['get core/pods a,b'], true],
    [['get core/pods a'], ['get core/pods a,b'], false],
    [['get /api/*'], ['get /api/v1'], true],
    [['get /api/*'], ['get /api'], false],
    [['get /api/v1'], ['get /api/*'], false],
    [['get *'], ['get /api/*'], true],
    [['get *'], ['get core/pods'], false],
    [['* */*'], ['get /api'], false],
    [['* */*', '* *'], ['* */*', '* *'], true],
    [[], [], true],
  ]
  for (const [held, wanted, covered] of cases) {
    t.equal(
      missing(held, wanted).length === 0,
      covered,
      `${held.join('; ')} for ${wanted.join('; ')}`,
    )
  }
  t.strictSame(missing(['get core/pods'], ['get,list core/pods,apps/deployments a']), [
    '{APIGroups:[""], Resources:["pods"], ResourceNames:["a"], Verbs:["list"]}',
    '{APIGroups:[""], Resources:["deployments"], ResourceNames:["a"], Verbs:["get"]}',
    '{APIGroups:[""], Resources:["deployments"], ResourceNames:["a"], Verbs:["list"]}',
    '{APIGroups:["apps"], Resources:["pods"], ResourceNames:["a"], Verbs:["get"]}',
    '{APIGroups:["apps"], Resources:["pods"], ResourceNames:["a"], Verbs:["list"]}',
    '{APIGroups:["apps"], Resources:["deployments"], ResourceNames:["a"], Verbs:["get"]}',
    '{APIGroups:["apps"], Resources:["deployments"], ResourceNames:["a"], Verbs:["list"]}',
  ])
})

void t.test('verbs on the same thing are put together again, those on paths are not', async (t) => {
  const atoms = [
    'create,approve certificates.k8s.io/certificatesigningrequests',
    'get,create certificates.k8s.io/certificatesigningrequests',
    'get certificates.k8s.io/signers a,b',
    'get,post /x',
  ].flatMap((words) => breakDown(rule(words)))
  t.strictSame(compactRules(atoms).map(ruleText), [
    '{APIGroups:["certificates.k8s.io"], Resources:["certificatesigningrequests"], Verbs:["create" "approve" "get"]}',
    '{APIGroups:["certificates.k8s.io"], Resources:["signers"], ResourceNames:["a"], Verbs:["get"]}',
    '{APIGroups:["certificates.k8s.io"], Resources:["signers"], ResourceNames:["b"], Verbs:["get"]}',
    '{NonResourceURLs:["/x"], Verbs:["get"]}',
    '{NonResourceURLs:["/x"], Verbs:["post"]}',
  ])
})
