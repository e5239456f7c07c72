import t from 'tap'
import { compactRules, ruleText } from '../../../src/apiserver/authz/rule-text.ts'
import { missingRules } from '../../../src/apiserver/authz/covers.ts'
import { rule } from './builders.ts'

t.test('verbs on the same resource are merged, those on paths are not', async (t) => {
  const atoms = [
    'create,approve certificates.k8s.io/certificatesigningrequests',
    'get,create certificates.k8s.io/certificatesigningrequests',
    'get certificates.k8s.io/signers a,b',
    'get,post /x',
  ].flatMap((words) => [...missingRules([], [rule(words)])])
  t.strictSame(compactRules(atoms).map(ruleText), [
    '{APIGroups:["certificates.k8s.io"], Resources:["certificatesigningrequests"], Verbs:["create" "approve" "get"]}',
    '{APIGroups:["certificates.k8s.io"], Resources:["signers"], ResourceNames:["a"], Verbs:["get"]}',
    '{APIGroups:["certificates.k8s.io"], Resources:["signers"], ResourceNames:["b"], Verbs:["get"]}',
    '{NonResourceURLs:["/x"], Verbs:["get"]}',
    '{NonResourceURLs:["/x"], Verbs:["post"]}',
  ])
})
