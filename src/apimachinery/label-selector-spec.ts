/** Selector inside an object (`meta/v1 LabelSelector`), such as a Deployment's. */
import {
  FieldPath,
  JsonValue,
  forbidden,
  invalid,
  required,
  type FieldError,
  invalidEach,
} from './field.ts'
import { labelRequirement, type LabelOperator, type LabelRequirement } from './label-requirement.ts'
import { LabelSelector } from './label-selector.ts'
import type { StringMap } from './meta.ts'
import { labelValueErrors, qualifiedNameErrors } from './names.ts'
import type { ReleaseFeatures } from './release/release.ts'

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
  release: ReleaseFeatures,
): FieldError[] => [
  ...validateLabels(matchLabels, path.child('matchLabels'), release),
  ...matchExpressions.flatMap((expression, i) =>
    validateExpression(expression, path.child('matchExpressions').index(i), release),
  ),
]

/** Validates labels; all errors have the map's path. */
export const validateLabels = (
  labels: StringMap,
  path: FieldPath,
  release: ReleaseFeatures,
): FieldError[] =>
  Object.entries(labels).flatMap(([key, value]) => [
    ...invalidEach(path, key, qualifiedNameErrors(key, release)),
    ...invalidEach(path, value, labelValueErrors(value, release)),
  ])

const validateExpression = (
  { key, operator, values = [] }: LabelSelectorRequirement,
  path: FieldPath,
  release: ReleaseFeatures,
): FieldError[] => {
  const valuesPath = path.child('values')
  return [
    ...operatorErrors(operator, values, path.child('operator'), valuesPath),
    ...invalidEach(path.child('key'), key, qualifiedNameErrors(key, release)),
    ...values.flatMap((value, i) =>
      invalidEach(valuesPath.index(i), value, labelValueErrors(value, release)),
    ),
  ]
}

const operatorErrors = (
  operator: string,
  { length }: readonly string[],
  path: FieldPath,
  valuesPath: FieldPath,
): FieldError[] => {
  if (!OPERATORS.has(operator))
    return [invalid(path, new JsonValue(operator), 'not a valid selector operator')]
  const needsValues = operator === 'In' || operator === 'NotIn'
  if (needsValues && length === 0)
    return [required(valuesPath, "must be specified when `operator` is 'In' or 'NotIn'")]
  if (needsValues || length === 0) return []
  return [
    forbidden(valuesPath, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"),
  ]
}

/**
 * Makes a selector; an empty spec selects everything. Throws an Error for an invalid operator or
 * value; keys must be valid.
 */
export const labelSelectorOf = ({
  matchLabels = {},
  matchExpressions = [],
}: LabelSelectorSpec): LabelSelector => {
  const requirements: LabelRequirement[] = Object.entries(matchLabels).map(([key, value]) =>
    labelRequirement(key, '=', [value]),
  )
  for (const { key, operator, values = [] } of matchExpressions) {
    const known = OPERATORS.get(operator)
    if (known === undefined) throw new Error(`"${operator}" is not a valid label selector operator`)
    requirements.push(labelRequirement(key, known, values))
  }
  return new LabelSelector(requirements)
}
