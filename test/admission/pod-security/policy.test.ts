import t from 'tap'
import { levelVersionText, policyOf } from '../../../src/admission/pod-security/policy.ts'

const textOf = (labels: Record<string, string>): string => {
  const of = policyOf(
    Object.fromEntries(
      Object.entries(labels).map(([key, value]) => [`pod-security.kubernetes.io/${key}`, value]),
    ),
  )
  const { enforce, audit, warn } = of.policy
  return [enforce, audit, warn].map(levelVersionText).join(' ')
}

void t.test('labels say what is enforced, written down and warned of', async (t) => {
  const rows: [Record<string, string>, string][] = [
    [{}, 'privileged:latest privileged:latest privileged:latest'],
    [{ enforce: 'baseline' }, 'baseline:latest privileged:latest baseline:latest'],
    [
      { enforce: 'baseline', 'enforce-version': 'v1.20' },
      'baseline:v1.20 privileged:latest baseline:v1.20',
    ],
    [
      { enforce: 'restricted', 'enforce-version': 'v1.20', 'warn-version': 'v1.3' },
      'restricted:v1.20 privileged:latest restricted:v1.3',
    ],
    [
      { enforce: 'restricted', warn: 'privileged' },
      'restricted:latest privileged:latest privileged:latest',
    ],
    [
      { audit: 'baseline', 'audit-version': 'v1.0', warn: 'restricted' },
      'privileged:latest baseline:v1.0 restricted:latest',
    ],
    [{ enforce: 'privileged' }, 'privileged:latest privileged:latest privileged:latest'],
    [{ enforce: 'nonsense' }, 'restricted:latest privileged:latest privileged:latest'],
    [{ audit: 'x', warn: 'Baseline' }, 'privileged:latest privileged:latest privileged:latest'],
    [{ 'enforce-version': 'v2.0' }, 'privileged:latest privileged:latest privileged:latest'],
  ]
  for (const [labels, text] of rows) t.equal(textOf(labels), text, JSON.stringify(labels))
  t.same(policyOf(undefined).errors, [])
})

void t.test('labels that say nothing are told, all of them', async (t) => {
  const prefix = 'pod-security.kubernetes.io/'
  const { errors } = policyOf({
    [`${prefix}warn`]: '',
    [`${prefix}enforce`]: 'nonsense',
    [`${prefix}enforce-version`]: 'v1.01',
    [`${prefix}audit-version`]: 'v1.99999999999999999999',
    [`${prefix}audit`]: 'baseline',
    [`${prefix}warn-version`]: 'v1.9223372036854775807',
  })
  t.same(
    errors.map(({ field, body }) => `${field}: ${body}`),
    [
      'metadata.labels[pod-security.kubernetes.io/enforce]: Invalid value: "nonsense": must be one of privileged, baseline, restricted',
      'metadata.labels[pod-security.kubernetes.io/enforce-version]: Invalid value: "v1.01": must be "latest" or "v1.x"',
      'metadata.labels[pod-security.kubernetes.io/audit-version]: Invalid value: "v1.99999999999999999999": must be "latest" or "v1.x"',
      'metadata.labels[pod-security.kubernetes.io/warn]: Invalid value: "": must be one of privileged, baseline, restricted',
    ],
  )
})
