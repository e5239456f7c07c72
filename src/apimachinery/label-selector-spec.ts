/** Selector inside an object (`meta/v1 LabelSelector`), such as a Deployment's. */
import { FieldPath, JsonValue, forbidden, invalid, required, type FieldError } from './field.ts'
import { labelRequirement, type LabelOperator, type LabelRequirement } from './label-requirement.ts'
import { LabelSelector } from './label-selector.ts'
import type { StringMap } from './meta.ts'
import { labelValueErrors, qualifiedNameErrors } from './names.ts'
import type { Release } from './release/release.ts'

export interface LabelSelectorRequirement {
  key: string
  /** `In`, `NotIn`, `Exists` or `DoesNotExist` */
  operator: string
  values?: readonly string[]
}

export interface LabelSelectorSpec {
  matchLabels?: StringMap
  matchExpressions?: readonly LabelSelectorRequirement[]
}

const OPERATORS: ReadonlyMap<string, LabelOperator> = new Map([
  ['In', 'in'],
  ['NotIn', 'notin'],
  ['Exists', 'exists'],
  ['DoesNotExist', '!'],
])

/** Validates a selector (`metav1/validation.ValidateLabelSelector`). */
export const validateLabelSelector = (
  { matchLabels = {}, matchExpressions = [] }: LabelSelectorSpec,
  path: FieldPath,
  release: Pick<Release, 'has'>,
): FieldError[] => [
  ...validateLabels(matchLabels, path.child('matchLabels'), release),
  ...matchExpressions.flatMap((expression, i) =>
    validateExpression(expression, path.child('matchExpressions').index(i), release),
  ),
]

/** Validates labels; errors of keys and values have the map's path. */
export const validateLabels = (
  labels: StringMap,
  path: FieldPath,
  release: Pick<Release, 'has'>,
): FieldError[] =>
  Object.entries(labels).flatMap(([key, value]) => [
    ...qualifiedNameErrors(key, release).map((text) => invalid(path, key, text)),
    ...labelValueErrors(value, release).map((text) => invalid(path, value, text)),
  ])

const validateExpression = (
  { key, operator, values = [] }: LabelSelectorRequirement,
  path: FieldPath,
  release: Pick<Release, 'has'>,
): FieldError[] => {
  const errors: FieldError[] = []
  const needsValues = operator === 'In' || operator === 'NotIn'
  if (!OPERATORS.has(operator)) {
    errors.push(
      invalid(path.child('operator'), new JsonValue(operator), 'not a valid selector operator'),
    )
  } else if (needsValues && values.length === 0) {
    errors.push(
      required(path.child('values'), "must be specified when `operator` is 'In' or 'NotIn'"),
    )
  } else if (!needsValues && values.length > 0) {
    errors.push(
      forbidden(
        path.child('values'),
        "may not be specified when `operator` is 'Exists' or 'DoesNotExist'",
      ),
    )
  }
  for (const text of qualifiedNameErrors(key, release))
    errors.push(invalid(path.child('key'), key, text))
  for (const [i, value] of values.entries()) {
    for (const text of labelValueErrors(value, release)) {
      errors.push(invalid(path.child('values').index(i), value, text))
    }
  }
  return errors
}

/**
 * Makes the selector of a valid spec; an empty spec selects everything. Throws an Error for an
 * invalid one, worded as in `release`.
 */
export const labelSelectorOf = (
  { matchLabels = {}, matchExpressions = [] }: LabelSelectorSpec,
  release?: Pick<Release, 'has'>,
): LabelSelector => {
  const requirements: LabelRequirement[] = Object.entries(matchLabels).map(([key, value]) =>
    labelRequirement(key, '=', [value], release),
  )
  for (const { key, operator, values = [] } of matchExpressions) {
    const known = OPERATORS.get(operator)
    if (known === undefined) throw new Error(`"${operator}" is not a valid label selector operator`)
    requirements.push(labelRequirement(key, known, values, release))
  }
  return new LabelSelector(requirements)
}
