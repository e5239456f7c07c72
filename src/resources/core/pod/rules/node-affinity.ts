/** Which nodes a pod wants (`validateNodeAffinity` of `pkg/apis/core/validation`, 1.36). */
import {
  forbidden,
  invalid,
  JsonValue,
  required,
  type FieldError,
  type FieldPath,
} from '../../../../api/field.ts'
import {
  dns1123SubdomainErrors,
  labelValueErrors,
  qualifiedNameErrors,
} from '../../../../api/names.ts'
import type {
  NodeAffinity,
  NodeSelectorRequirement,
  NodeSelectorTerm,
} from '../../../../api/kinds/scheduling.ts'
import type { PodScope } from './scope.ts'
import { validateText } from './words.ts'

const notAnOperator = (operator: string, path: FieldPath): FieldError =>
  invalid(path.child('operator'), new JsonValue(operator), 'not a valid selector operator')

const validateOperator = (
  operator: string,
  values: readonly string[],
  path: FieldPath,
): FieldError[] => {
  const at = path.child('values')
  switch (operator) {
    case 'In':
    case 'NotIn':
      return values.length === 0
        ? [required(at, "must be specified when `operator` is 'In' or 'NotIn'")]
        : []
    case 'Exists':
    case 'DoesNotExist':
      return values.length > 0
        ? [forbidden(at, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'")]
        : []
    case 'Gt':
    case 'Lt':
      return values.length === 1
        ? []
        : [required(at, "must be specified single value when `operator` is 'Lt' or 'Gt'")]
    default:
      return [notAnOperator(operator, path)]
  }
}

/** `values` of what is only preferred may be any: there may be no choice of nodes. */
const validateLabel = (
  { key = '', operator = '', values = [] }: NodeSelectorRequirement,
  mustBe: boolean,
  path: FieldPath,
  { release }: PodScope,
): FieldError[] => [
  ...validateOperator(operator, values, path),
  ...validateText(path.child('key'), key, (text) => qualifiedNameErrors(text, release)),
  ...(mustBe ? values : []).flatMap((value, i) =>
    validateText(path.child('values').index(i), value, (text) => labelValueErrors(text, release)),
  ),
]

/** There is one field of nodes to choose by: the name. */
const validateField = (
  { key = '', operator = '', values = [] }: NodeSelectorRequirement,
  path: FieldPath,
): FieldError[] => {
  const errors =
    operator === 'In' || operator === 'NotIn'
      ? values.length === 1
        ? []
        : [
            required(
              path.child('values'),
              "must be only one value when `operator` is 'In' or 'NotIn' for node field selector",
            ),
          ]
      : [notAnOperator(operator, path)]
  if (key !== 'metadata.name') {
    return [...errors, invalid(path.child('key'), key, 'not a valid field selector key')]
  }
  return [
    ...errors,
    ...values.flatMap((value, i) =>
      validateText(path.child('values').index(i), value, dns1123SubdomainErrors),
    ),
  ]
}

const validateTerm = (
  { matchExpressions = [], matchFields = [] }: NodeSelectorTerm,
  mustBe: boolean,
  path: FieldPath,
  scope: PodScope,
): FieldError[] => [
  ...matchExpressions.flatMap((requirement, i) =>
    validateLabel(requirement, mustBe, path.child('matchExpressions').index(i), scope),
  ),
  ...matchFields.flatMap((requirement, i) =>
    validateField(requirement, path.child('matchFields').index(i)),
  ),
]

/** From 1 to 100. */
export const validateWeight = (weight = 0, path: FieldPath): FieldError[] =>
  weight <= 0 || weight > 100
    ? [invalid(path.child('weight'), weight, 'must be in the range 1-100')]
    : []

export const validateNodeAffinity = (
  affinity: NodeAffinity,
  path: FieldPath,
  scope: PodScope,
): FieldError[] => {
  const {
    requiredDuringSchedulingIgnoredDuringExecution: needed,
    preferredDuringSchedulingIgnoredDuringExecution: wanted = [],
  } = affinity
  const termsAt = path.child('requiredDuringSchedulingIgnoredDuringExecution', 'nodeSelectorTerms')
  const terms = needed?.nodeSelectorTerms ?? []
  return [
    ...(needed && terms.length === 0
      ? [required(termsAt, 'must have at least one node selector term')]
      : []),
    ...terms.flatMap((term, i) => validateTerm(term, true, termsAt.index(i), scope)),
    ...wanted.flatMap(({ weight, preference = {} }, i) => {
      const at = path.child('preferredDuringSchedulingIgnoredDuringExecution').index(i)
      return [
        ...validateWeight(weight, at),
        ...validateTerm(preference, false, at.child('preference'), scope),
      ]
    }),
  ]
}
