/** Validates access reviews (`pkg/apis/authorization/validation`). */
import type {
  LabelSelectorAttributes,
  SelfSubjectAccessReview,
  SelfSubjectAccessReviewSpec,
  SubjectAccessReview,
} from '../../apis/authorization.ts'
import {
  type FieldError,
  FieldPath,
  forbidden,
  invalid,
  JsonValue,
  required,
  tooLong,
  invalidEach,
} from '../../apimachinery/field.ts'
import type { RequestContext } from '../../apimachinery/context.ts'
import type { LabelSelectorRequirement } from '../../apimachinery/label-selector-spec.ts'
import type { KubeObject } from '../../apimachinery/meta.ts'
import { labelValueErrors, qualifiedNameErrors } from '../../apimachinery/names.ts'
import { isTooLong, MAX_PARSED_BYTES } from '../../apimachinery/text/long-text.ts'
import type { ReleaseFeatures } from '../../apimachinery/release/release.ts'

const spec = FieldPath.of('spec')
const resourcePath = spec.child('resourceAttributes')
const nonResourcePath = spec.child('nonResourceAttributes')

/** Shows the attributes under Go's internal field names. */
const shownPath = ({ nonResourceAttributes: asked }: SelfSubjectAccessReviewSpec): JsonValue =>
  new JsonValue({ Path: asked?.path ?? '', Verb: asked?.verb ?? '' })

const needsKey = ({ key }: LabelSelectorRequirement, path: FieldPath): FieldError[] =>
  key === '' ? [required(path.child('key'), 'must be specified')] : []

const requirementErrors = (
  { key, values = [] }: LabelSelectorRequirement,
  path: FieldPath,
  release: ReleaseFeatures,
): FieldError[] => [
  ...invalidEach(path.child('key'), key, qualifiedNameErrors(key, release)),
  ...values.flatMap((value, i) =>
    invalidEach(path.child('values').index(i), value, labelValueErrors(value, release)),
  ),
]

/** Allows unknown operators, since newer clients may send them. */
const operatorErrors = (
  { operator, values = [] }: LabelSelectorRequirement,
  path: FieldPath,
): FieldError[] => {
  if ((operator === 'In' || operator === 'NotIn') && values.length === 0) {
    return [required(path.child('values'), "must be specified when `operator` is 'In' or 'NotIn'")]
  }
  if ((operator === 'Exists' || operator === 'DoesNotExist') && values.length > 0) {
    const detail = "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"
    return [forbidden(path.child('values'), detail)]
  }
  return []
}

const selectorErrors = (
  selector: LabelSelectorAttributes | undefined,
  path: FieldPath,
  ofRequirement: (requirement: LabelSelectorRequirement, path: FieldPath) => FieldError[],
): FieldError[] => {
  if (selector === undefined) return []
  const { rawSelector = '', requirements = [] } = selector
  const errors: FieldError[] = []
  if (isTooLong(rawSelector)) errors.push(tooLong(path.child('rawSelector'), MAX_PARSED_BYTES))
  if (rawSelector !== '' && requirements.length > 0) {
    const detail = 'may not specified at the same time as requirements'
    errors.push(invalid(path.child('rawSelector'), rawSelector, detail))
  }
  if (rawSelector === '' && requirements.length === 0) {
    const detail = `when ${path.toString()} is specified, requirements or rawSelector is required`
    errors.push(required(path.child('requirements'), detail))
  }
  return [
    ...errors,
    ...requirements.flatMap((one, i) => ofRequirement(one, path.child('requirements').index(i))),
  ]
}

const attributesErrors = (asked: SelfSubjectAccessReviewSpec): FieldError[] => {
  const { resourceAttributes, nonResourceAttributes } = asked
  if (resourceAttributes !== undefined && nonResourceAttributes !== undefined) {
    const detail = 'cannot be specified in combination with resourceAttributes'
    return [invalid(nonResourcePath, shownPath(asked), detail)]
  }
  if (resourceAttributes === undefined && nonResourceAttributes === undefined) {
    const detail = 'exactly one of nonResourceAttributes or resourceAttributes must be specified'
    return [invalid(resourcePath, null, detail)]
  }
  return []
}

const bothSelectorsErrors = (
  { resourceAttributes: asked }: SelfSubjectAccessReviewSpec,
  release: ReleaseFeatures,
): FieldError[] => [
  ...selectorErrors(asked?.fieldSelector, resourcePath.child('fieldSelector'), (one, path) => [
    ...needsKey(one, path),
    ...operatorErrors(one, path),
  ]),
  ...selectorErrors(asked?.labelSelector, resourcePath.child('labelSelector'), (one, path) => [
    ...operatorErrors(one, path),
    ...requirementErrors(one, path, release),
  ]),
]

/** Allows managedFields, which the server sets. */
const metadataErrors = ({ metadata }: KubeObject, allowed?: string): FieldError[] => {
  const filled = Object.entries(metadata).filter(
    ([key, value]) => key !== 'managedFields' && key !== allowed && (value ?? '') !== '',
  )
  if (filled.length === 0) return []
  const detail = allowed === undefined ? 'must be empty' : `must be empty except for ${allowed}`
  return [invalid(FieldPath.of('metadata'), new JsonValue(metadata), detail)]
}

export const validateSelfReview = (
  review: SelfSubjectAccessReview,
  { release }: RequestContext,
): FieldError[] => [
  ...attributesErrors(review.spec),
  ...bothSelectorsErrors(review.spec, release),
  ...metadataErrors(review),
]

export const validateSubjectReview = (
  review: SubjectAccessReview,
  { release }: RequestContext,
  allowed?: string,
): FieldError[] => {
  const { user = '', groups = [] } = review.spec
  const nobody = user === '' && groups.length === 0
  return [
    ...attributesErrors(review.spec),
    ...(nobody
      ? [invalid(spec.child('user'), user, 'at least one of user or group must be specified')]
      : []),
    ...bothSelectorsErrors(review.spec, release),
    ...metadataErrors(review, allowed),
  ]
}

export const validateLocalReview = (
  review: SubjectAccessReview,
  context: RequestContext,
): FieldError[] => {
  const { resourceAttributes, nonResourceAttributes } = review.spec
  const errors = validateSubjectReview(review, context, 'namespace')
  const namespace = resourceAttributes?.namespace ?? ''
  if (resourceAttributes !== undefined && namespace !== (review.metadata.namespace ?? '')) {
    errors.push(
      invalid(resourcePath.child('namespace'), namespace, 'must match metadata.namespace'),
    )
  }
  if (nonResourceAttributes !== undefined) {
    errors.push(
      invalid(nonResourcePath, shownPath(review.spec), 'disallowed on this kind of request'),
    )
  }
  return errors
}
