/**
 * Validates lists of `metav1.Condition` (`k8s.io/apimachinery/pkg/apis/meta/v1/validation`, 1.36).
 */
import type { RequestContext } from '../../apimachinery/context.ts'
import {
  duplicate,
  type FieldError,
  type FieldPath,
  invalid,
  JsonValue,
  notSupported,
  required,
  tooLongErrors,
  invalidEach,
} from '../../apimachinery/field.ts'
import type { Condition } from '../../apis/certificates.ts'
import { patternText, qualifiedNameErrors } from '../../apimachinery/names.ts'

const STATUSES = ['False', 'True', 'Unknown']
const MAX_REASON_BYTES = 1024
const MAX_MESSAGE_BYTES = 32 * 1024

const REASON = '[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?'
const REASON_PATTERN = new RegExp(`^${REASON}$`)
const REASON_TEXT = patternText(
  "a condition reason must start with alphabetic character, optionally followed by a string of alphanumeric characters or '_,:', and must end with an alphanumeric character or '_'",
  REASON,
  'my_name',
  'MY_NAME',
  'MyName',
  'ReasonA,ReasonB',
  'ReasonA:ReasonB',
)

type Release = RequestContext['release']

const typeErrors = (type: string, path: FieldPath, release: Release): FieldError[] =>
  type === '' && release.has('RequiredConditionFields')
    ? [required(path, 'is required')]
    : invalidEach(path, type, qualifiedNameErrors(type, release))

const statusErrors = (status: string, path: FieldPath, release: Release): FieldError[] => {
  if (STATUSES.includes(status)) return []
  return status === '' && release.has('RequiredConditionFields')
    ? [required(path)]
    : [notSupported(path, new JsonValue(status), STATUSES)]
}

const reasonErrors = (reason: string, path: FieldPath): FieldError[] => {
  if (reason === '') return [required(path)]
  return [
    ...(REASON_PATTERN.test(reason) ? [] : [invalid(path, reason, REASON_TEXT)]),
    ...tooLongErrors(path, reason, MAX_REASON_BYTES),
  ]
}

const conditionErrors = (
  { type, status, observedGeneration = 0, lastTransitionTime, reason, message }: Condition,
  path: FieldPath,
  release: Release,
): FieldError[] => [
  ...typeErrors(type, path.child('type'), release),
  ...statusErrors(status, path.child('status'), release),
  ...(observedGeneration < 0
    ? [
        invalid(
          path.child('observedGeneration'),
          observedGeneration,
          'must be greater than or equal to zero',
        ),
      ]
    : []),
  ...(lastTransitionTime === null ? [required(path.child('lastTransitionTime'))] : []),
  ...reasonErrors(reason, path.child('reason')),
  ...tooLongErrors(path.child('message'), message, MAX_MESSAGE_BYTES),
]

export const validateConditions = (
  conditions: readonly Condition[],
  path: FieldPath,
  release: Release,
): FieldError[] => {
  const seen = new Set<string>()
  return conditions.flatMap((condition, i) => {
    const at = path.index(i)
    const { type } = condition
    const twice = seen.has(type)
      ? [duplicate(release.has('RequiredConditionFields') ? at : at.child('type'), type)]
      : []
    seen.add(type)
    return [...twice, ...conditionErrors(condition, at, release)]
  })
}
