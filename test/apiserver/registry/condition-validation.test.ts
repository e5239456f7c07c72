import t from 'tap'
import { FieldPath, fieldErrorText } from '../../../src/apimachinery/field.ts'
import type { Condition } from '../../../src/apis/certificates.ts'
import { validateConditions } from '../../../src/apiserver/registry/condition-validation.ts'
import { releaseOf } from '../../../src/apimachinery/release/known-releases.ts'

const good: Condition = {
  type: 'Issued',
  status: 'True',
  lastTransitionTime: '2026-01-01T00:00:00Z',
  reason: 'Done',
  message: '',
}

const texts = (conditions: Partial<Condition>[], version = 'v1.36') =>
  validateConditions(
    conditions.map((condition) => ({ ...good, ...condition })),
    FieldPath.of('c'),
    releaseOf(version)!,
  ).map(fieldErrorText)

t.test('each field of a condition is validated', async (t) => {
  t.same(texts([{}, { type: 'example.com/Other', status: 'Unknown' }]), [])
  const cases = [
    [{ type: 'a/b/c' }, /^c\[0\]\.type: Invalid value: "a\/b\/c": a valid label key must consist/],
    [{ status: 'Maybe' }, /^c\[0\]\.status: Unsupported value: "Maybe": supported values: "False"/],
    [{ observedGeneration: -1 }, /^c\[0\]\.observedGeneration: Invalid value: -1: must be greater/],
    [{ lastTransitionTime: null }, /^c\[0\]\.lastTransitionTime: Required value$/],
    [{ reason: '' }, /^c\[0\]\.reason: Required value$/],
    [
      { reason: '1st' },
      /^c\[0\]\.reason: Invalid value: "1st": a condition reason must start .* or 'ReasonA:ReasonB', regex used/,
    ],
    [{ reason: 'a'.repeat(1025) }, /^c\[0\]\.reason: Too long: may not be more than 1024 bytes$/],
    [{ message: 'a'.repeat(32_769) }, /^c\[0\]\.message: Too long: may not be more than 32768/],
  ] as const
  for (const [condition, expected] of cases) {
    const found = texts([condition])
    t.equal(found.length, 1)
    t.match(found[0], expected)
  }
})

t.test('Kubernetes 1.37 reports empty fields and duplicates differently', async (t) => {
  const empty = [{ type: '', status: '' }]
  t.match(texts(empty), [
    /^c\[0\]\.type: Invalid value: "": name part must be non-empty$/,
    /^c\[0\]\.type: Invalid value: "": name part must consist/,
    /^c\[0\]\.status: Unsupported value: ""/,
  ])
  t.same(texts(empty, 'v1.37'), [
    'c[0].type: Required value: is required',
    'c[0].status: Required value',
  ])
  t.same(texts([{}, {}]), ['c[1].type: Duplicate value: "Issued"'])
  t.same(texts([{}, {}], 'v1.37'), ['c[1]: Duplicate value: "Issued"'])
})
