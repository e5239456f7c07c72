/** Who or what refused a request first. */
import t from 'tap'
import { releaseOf } from '../../../src/apimachinery/release/known-releases.ts'
import { traceOf } from '../../../src/teaching/doctor/trace.ts'
import { traceWordsOf } from '../../../src/teaching/words/words.ts'
import { KUBELET, storedCondition } from '../../fixtures/builders.ts'
import { at, csrOf, NOW } from '../hints/facts.ts'

const refusalsOf = (reason: string, message: string, language = 'en') => {
  const csr = csrOf('jane', { signerName: KUBELET, usages: ['client auth'] })
  const denied = { ...storedCondition('Denied', at(NOW)), reason, message }
  return traceOf({
    csr: { ...csr, status: { conditions: [denied] } },
    review: { allowed: true, reason: '' },
    events: [],
    release: releaseOf('v1.36')!,
    now: NOW,
    say: traceWordsOf(language),
  }).flatMap(({ stage, passed, text }) => (passed === false ? [`${stage}: ${text}`] : []))
}

t.test('a denied request shows the rule that refused it first', async (t) => {
  const [approval, signer, ...others] = refusalsOf(
    'CsrlabApprovers',
    'no admins (by rule 2 of the approvers)',
  )
  t.match(
    approval,
    /^approval: denied by rule 2 of the approvers, the first that matched: no admins\. At 2/,
  )
  t.match(signer, /^signer: .*-kubelet would have refused it too: subject organization is not/)
  t.same(others, [], "the signer's later rules are not shown")
  const [korean] = refusalsOf('CsrlabApprovers', 'x (by rule 3 of the approvers)', 'ko')
  t.match(korean, /승인 규칙 3번/)
})

t.test('a person who denied a request is shown with the reason', async (t) => {
  const [approval] = refusalsOf('KubectlDeny', 'no (by rule 2 of the approvers)')
  t.match(approval, /KubectlDeny: no \(by rule 2/)
})
