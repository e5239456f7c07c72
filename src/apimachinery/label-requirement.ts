/** Requirements of label selectors (`k8s.io/apimachinery/pkg/labels`). */
import { FieldPath, aggregateText, invalid, type FieldError } from './field.ts'
import type { StringMap } from './meta.ts'
import { labelValueErrors } from './names.ts'
import { parseInt64 } from './text/int64.ts'
import type { ReleaseFeatures } from './release/release.ts'

export type LabelOperator = 'in' | 'notin' | '=' | '==' | '!=' | 'gt' | 'lt' | 'exists' | '!'

export interface LabelRequirement {
  readonly key: string
  readonly operator: LabelOperator
  /** sorted and distinct; none for `exists` and `!` */
  readonly values: readonly string[]
}

const compares = (actual: string, operator: 'gt' | 'lt', bound: string): boolean => {
  const left = parseInt64(actual)
  const right = parseInt64(bound)
  if (left === undefined || right === undefined) return false
  return operator === 'gt' ? left > right : left < right
}

/** Only `!=`, `notin` and `!` match a missing key. */
export const satisfies = (
  { key, operator, values }: LabelRequirement,
  labels: StringMap,
): boolean => {
  const value = Object.hasOwn(labels, key) ? labels[key] : undefined
  switch (operator) {
    case 'exists':
      return value !== undefined
    case '!':
      return value === undefined
    case 'notin':
    case '!=':
      return value === undefined || !values.includes(value)
    case 'gt':
    case 'lt':
      return value !== undefined && compares(value, operator, values[0] ?? '')
    default:
      return value !== undefined && values.includes(value)
  }
}

export const requirementText = ({ key, operator, values }: LabelRequirement): string => {
  switch (operator) {
    case 'exists':
      return key
    case '!':
      return `!${key}`
    case 'in':
    case 'notin':
      return `${key} ${operator} (${values.join(',')})`
    case 'gt':
      return `${key}>${values[0]}`
    case 'lt':
      return `${key}<${values[0]}`
    default:
      return `${key}${operator}${values[0]}`
  }
}

const VALUES = FieldPath.of('values')
const NO_VALUES: readonly string[] = []

const valueErrors = (
  key: string,
  operator: LabelOperator,
  value: string,
  i: number,
  release: ReleaseFeatures,
): FieldError[] => {
  const errors: FieldError[] = []
  if ((operator === 'gt' || operator === 'lt') && parseInt64(value) === undefined) {
    errors.push(
      invalid(VALUES.index(i), value, "for 'Gt', 'Lt' operators, the value must be an integer"),
    )
  }
  const texts = labelValueErrors(value, release)
  if (texts.length > 0) errors.push(invalid(VALUES.index(i).key(key), value, texts.join('; ')))
  return errors
}

/** The release affects only the texts of errors. */
const ANY_RELEASE: ReleaseFeatures = { has: () => false }

/** Makes a requirement; `key` must be valid. Throws an Error that lists all invalid values. */
export const labelRequirement = (
  key: string,
  operator: LabelOperator,
  given: Iterable<string>,
  release: ReleaseFeatures = ANY_RELEASE,
): LabelRequirement => {
  if (operator === 'exists' || operator === '!') return { key, operator, values: NO_VALUES }
  const values = [...new Set(given)].sort()
  const errors = values.flatMap((value, i) => valueErrors(key, operator, value, i, release))
  if (errors.length > 0) throw new Error(aggregateText(errors))
  return { key, operator, values }
}
