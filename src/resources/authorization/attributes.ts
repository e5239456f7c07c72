/** Converts reviews to the authorizer's attributes (`pkg/registry/authorization/util`). */
import type {
  NonResourceAttributes,
  FieldSelectorAttributes,
  LabelSelectorAttributes,
  ResourceAttributes,
  SelfSubjectAccessReviewSpec,
} from '../../apis/authorization.ts'
import { type FieldRequirement, parseFieldSelector } from '../../apimachinery/field-selector.ts'
import { parseLabelSelector } from '../../apimachinery/label-selector.ts'
import {
  labelSelectorOf,
  type LabelSelectorRequirement,
} from '../../apimachinery/label-selector-spec.ts'
import { qualifiedNameErrors } from '../../apimachinery/names.ts'
import type { UserInfo } from '../../apimachinery/user.ts'
import { type Attributes, NO_ATTRIBUTES } from '../../apiserver/authz/authorizer.ts'
import type { ReleaseFeatures } from '../../apimachinery/release/release.ts'

const isFieldRequirement = ({ operator, values = [] }: LabelSelectorRequirement): boolean =>
  (operator === 'In' || operator === 'NotIn') && values.length === 1

const ifReadable = <R>(read: () => R): R | undefined => {
  try {
    return read()
  } catch {
    return undefined
  }
}

/** Omits invalid and unsupported requirements; without them, the check is stricter. */
const fieldsOf = ({
  rawSelector = '',
  requirements = [],
}: FieldSelectorAttributes): readonly FieldRequirement[] => [
  ...(ifReadable(() => parseFieldSelector(rawSelector))?.requirements ?? []),
  ...requirements
    .filter(isFieldRequirement)
    .map(({ key, operator, values = [] }): FieldRequirement => ({
      field: key,
      operator: operator === 'In' ? '=' : '!=',
      value: values[0]!,
    })),
]

const resourceQuestion = (user: UserInfo, asked: ResourceAttributes): Attributes => ({
  ...NO_ATTRIBUTES,
  user,
  verb: asked.verb ?? '',
  resourceRequest: true,
  namespace: asked.namespace ?? '',
  apiGroup: asked.group ?? '',
  apiVersion: asked.version || '*',
  resource: asked.resource ?? '',
  subresource: asked.subresource ?? '',
  name: asked.name ?? '',
  ...(asked.fieldSelector && { fieldSelector: fieldsOf(asked.fieldSelector) }),
})

const pathQuestion = (user: UserInfo, asked: NonResourceAttributes | undefined): Attributes => ({
  ...NO_ATTRIBUTES,
  user,
  verb: asked?.verb ?? '',
  path: asked?.path ?? '',
})

export const questionOf = (user: UserInfo, spec: SelfSubjectAccessReviewSpec): Attributes =>
  spec.resourceAttributes === undefined
    ? pathQuestion(user, spec.nonResourceAttributes)
    : resourceQuestion(user, spec.resourceAttributes)

/** Error texts are not shown, so the release does not matter. */
const UNREAD: ReleaseFeatures = { has: () => false }

const parseLabels = (text: string): unknown => parseLabelSelector(text, UNREAD)

const isLabelRequirement = (requirement: LabelSelectorRequirement): boolean =>
  qualifiedNameErrors(requirement.key, UNREAD).length === 0 &&
  ifReadable(() => labelSelectorOf({ matchExpressions: [requirement] })) !== undefined

const ignored = (
  name: string,
  selector: LabelSelectorAttributes | undefined,
  parse: (text: string) => unknown,
  isRequirement: (requirement: LabelSelectorRequirement) => boolean,
): string[] => {
  const { rawSelector = '', requirements = [] } = selector ?? {}
  const understood = requirements.filter(isRequirement).length
  const unreadable = rawSelector !== '' && ifReadable(() => parse(rawSelector)) === undefined
  if (!unreadable && understood === requirements.length) return []
  const how = understood > 0 ? 'partially ignored' : 'ignored'
  return [`spec.resourceAttributes.${name} ${how} due to parse error`]
}

/** Reports selectors that do not parse; they are ignored rather than rejected. */
export const selectorProblems = ({
  resourceAttributes: asked,
}: SelfSubjectAccessReviewSpec): string[] => [
  ...ignored('fieldSelector', asked?.fieldSelector, parseFieldSelector, isFieldRequirement),
  ...ignored('labelSelector', asked?.labelSelector, parseLabels, isLabelRequirement),
]
