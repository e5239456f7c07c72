import t from 'tap'
import { FieldPath, fieldErrorText } from '../../src/apimachinery/field.ts'
import {
  labelSelectorOf,
  validateLabels,
  validateLabelSelector,
} from '../../src/apimachinery/label-selector-spec.ts'
import { releaseOf } from '../../src/apimachinery/release/known-releases.ts'

const v134 = releaseOf('v1.34')!

const PATH = FieldPath.of('spec', 'selector')

t.test('the selector of an object matches labels', async (t) => {
  const labels = { app: 'web', tier: 'front' }
  for (const [spec, matches] of [
    [{}, true],
    [{ matchLabels: { app: 'web' } }, true],
    [{ matchLabels: { app: 'web', tier: 'back' } }, false],
    [{ matchExpressions: [{ key: 'app', operator: 'In', values: ['web', 'db'] }] }, true],
    [{ matchExpressions: [{ key: 'app', operator: 'NotIn', values: ['web'] }] }, false],
    [{ matchExpressions: [{ key: 'app', operator: 'Exists' }] }, true],
    [{ matchExpressions: [{ key: 'app', operator: 'DoesNotExist' }] }, false],
  ] as const) {
    t.same(validateLabelSelector(spec, PATH, v134), [])
    t.equal(labelSelectorOf(spec).matches(labels), matches, JSON.stringify(spec))
  }
  t.throws(() => labelSelectorOf({ matchExpressions: [{ key: 'a', operator: 'Gt' }] }))
})

t.test('all errors of a selector are listed', async (t) => {
  const errors = validateLabelSelector(
    {
      matchExpressions: [
        { key: 'a', operator: 'In' },
        { key: 'a', operator: 'Exists', values: ['x'] },
        { key: '-', operator: 'gt', values: ['_'] },
      ],
    },
    PATH,
    v134,
  ).map(fieldErrorText)
  t.same(
    errors.map((text) => text.replace(/ (name part|a valid label) .*/, ' …')),
    [
      "spec.selector.matchExpressions[0].values: Required value: must be specified when `operator` is 'In' or 'NotIn'",
      "spec.selector.matchExpressions[1].values: Forbidden: may not be specified when `operator` is 'Exists' or 'DoesNotExist'",
      'spec.selector.matchExpressions[2].operator: Invalid value: "gt": not a valid selector operator',
      'spec.selector.matchExpressions[2].key: Invalid value: "-": …',
      'spec.selector.matchExpressions[2].values[0]: Invalid value: "_": …',
    ],
  )
})

t.test('each label is validated, and its errors have the path of the map', async (t) => {
  const errors = validateLabels(
    { 'a b': '-', ok: 'fine' },
    FieldPath.of('metadata', 'labels'),
    v134,
  )
  t.same(
    errors.map(({ field, message }) => [field, message.slice(0, 22)]),
    [
      ['metadata.labels', 'Invalid value: "a b": '],
      ['metadata.labels', 'Invalid value: "-": a '],
    ],
  )
})
