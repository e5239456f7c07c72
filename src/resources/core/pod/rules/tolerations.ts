/** Taints that a pod puts up with (`ValidateTolerations` of `pkg/apis/core/validation`, 1.36). */
import {
  forbidden,
  invalid,
  JsonValue,
  notSupportedInOrder,
  type FieldError,
  type FieldPath,
} from '../../../../api/field.ts'
import { labelValueErrors, qualifiedNameErrors } from '../../../../api/names.ts'
import { goQuote } from '../../../../api/text/quote.ts'
import type { Toleration } from '../../../../api/kinds/scheduling.ts'
import type { PodScope } from './scope.ts'
import { validateText } from './words.ts'

const EFFECTS = ['NoSchedule', 'PreferNoSchedule', 'NoExecute']
const isInt64 = (digits: string): boolean => {
  const number = BigInt(digits.replace(/^\+/, ''))
  return number === BigInt.asIntN(64, number)
}

const EVERYTHING =
  'operator must be Exists when `key` is empty, which means "match all values and all keys"'

/** What is wrong with a number that taints are compared with, the second time in Go's words. */
const numberErrors = (value: string): string[] => {
  const errors: string[] = []
  if (value === '') errors.push('must be non-empty')
  else if (!/^(?:0|-?[1-9]\d*)$/.test(value)) {
    errors.push('must be a valid decimal integer in canonical form')
  }
  const parsing = `strconv.ParseInt: parsing ${goQuote(value)}:`
  if (!/^[+-]?\d+$/.test(value)) errors.push(`${parsing} invalid syntax`)
  // a longer number of the same value has zeros before it
  else if (!/^[+-]?0*\d{1,19}$/.test(value) || !isInt64(value)) {
    errors.push(`${parsing} value out of range`)
  }
  return errors
}

const validateOperator = (
  { operator = '', value = '' }: Toleration,
  path: FieldPath,
  { release }: PodScope,
): FieldError[] => {
  const at = path.child('operator')
  switch (operator) {
    case '':
    case 'Equal': {
      const errors = labelValueErrors(value, release)
      return errors.length > 0 ? [invalid(at, value, errors.join(';'))] : []
    }
    case 'Exists':
      return value === ''
        ? []
        : [invalid(at, value, "value must be empty when `operator` is 'Exists'")]
    case 'Lt':
    case 'Gt':
      if (release.has('TaintTolerationComparisonOperators')) {
        return validateText(path.child('value'), value, numberErrors)
      }
      return [notSupportedInOrder(at, new JsonValue(operator), ['Equal', 'Exists', 'Lt', 'Gt'])]
    default:
      return [notSupportedInOrder(at, new JsonValue(operator), ['Equal', 'Exists'])]
  }
}

export const validateTolerations = (
  tolerations: readonly Toleration[],
  path: FieldPath,
  scope: PodScope,
): FieldError[] =>
  tolerations.flatMap((toleration, i) => {
    const at = path.index(i)
    const { key = '', operator = '', effect = '', tolerationSeconds } = toleration
    const value = new JsonValue(effect)
    return [
      ...(key === ''
        ? operator === 'Exists'
          ? []
          : [invalid(at.child('operator'), new JsonValue(operator), EVERYTHING)]
        : validateText(at.child('key'), key, (text) => qualifiedNameErrors(text, scope.release))),
      ...(tolerationSeconds !== undefined && effect !== 'NoExecute'
        ? [
            invalid(
              at.child('effect'),
              value,
              "effect must be 'NoExecute' when `tolerationSeconds` is set",
            ),
          ]
        : []),
      ...validateOperator(toleration, at, scope),
      ...(effect === '' || EFFECTS.includes(effect)
        ? []
        : [notSupportedInOrder(at.child('effect'), value, EFFECTS)]),
    ]
  })

/** A toleration without its time, which may change. */
const shapeOf = ({ key, operator, value, effect }: Toleration): string =>
  JSON.stringify([key ?? '', operator ?? '', value ?? '', effect ?? ''])

/** Tolerations are only added. */
export const validateTolerationUpdate = (
  tolerations: readonly Toleration[],
  old: readonly Toleration[],
  path: FieldPath,
  scope: PodScope,
): FieldError[] => {
  const shapes = new Set(tolerations.map(shapeOf))
  return old.every((toleration) => shapes.has(shapeOf(toleration)))
    ? validateTolerations(tolerations, path, scope)
    : [forbidden(path, 'existing toleration can not be modified except its tolerationSeconds')]
}
