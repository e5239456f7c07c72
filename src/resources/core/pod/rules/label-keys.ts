/** Labels whose values are the pod's own (`ValidateMatchLabelKeysAndMismatchLabelKeys` of `pkg/apis/core/validation`, 1.36). */
import { forbidden, invalid, type FieldError, type FieldPath } from '../../../../api/field.ts'
import type { LabelSelectorSpec } from '../../../../api/label-selector.ts'
import { qualifiedNameErrors } from '../../../../api/names.ts'
import type { Release } from '../../../../release/release.ts'
import { validateText } from './words.ts'

interface LabelKeys {
  readonly matchLabelKeys?: readonly string[]
  readonly mismatchLabelKeys?: readonly string[]
  readonly labelSelector?: LabelSelectorSpec
}

const validateKeys = (
  keys: readonly string[],
  selector: LabelSelectorSpec | undefined,
  path: FieldPath,
  release: Pick<Release, 'has'>,
): FieldError[] => {
  if (keys.length === 0) return []
  if (selector === undefined) {
    return [forbidden(path, 'must not be specified when labelSelector is not set')]
  }
  return keys.flatMap((key, i) =>
    validateText(path.index(i), key, (text) => qualifiedNameErrors(text, release)),
  )
}

/**
 * A key that is asked for stands in the selector once it has been worked in, and then not twice. Errors of that stand at the index of the
 * key, at the term itself.
 */
const validateTwice = (
  keys: readonly string[],
  { matchLabels = {}, matchExpressions = [] }: LabelSelectorSpec,
  path: FieldPath,
): FieldError[] => {
  const places = new Map(keys.map((key, i) => [key, i]))
  const selected = new Set(Object.keys(matchLabels))
  return matchExpressions.flatMap(({ key }) => {
    const place = places.get(key)
    const isSecond = selected.has(key)
    selected.add(key)
    return place !== undefined && isSecond
      ? [invalid(path.index(place), key, 'exists in both matchLabelKeys and labelSelector')]
      : []
  })
}

export const validateLabelKeys = (
  { matchLabelKeys: same = [], mismatchLabelKeys: other = [], labelSelector }: LabelKeys,
  path: FieldPath,
  release: Pick<Release, 'has'>,
): FieldError[] => {
  const others = new Set(other)
  const at = path.child('matchLabelKeys')
  return [
    ...validateKeys(same, labelSelector, at, release),
    ...validateKeys(other, labelSelector, path.child('mismatchLabelKeys'), release),
    ...(labelSelector ? validateTwice(same, labelSelector, path) : []),
    ...same.flatMap((key, i) =>
      others.has(key)
        ? [invalid(at.index(i), key, 'exists in both matchLabelKeys and mismatchLabelKeys')]
        : [],
    ),
  ]
}
