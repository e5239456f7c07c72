/** `authorization.k8s.io/v1` on the wire, fields in the order of Go's structs; the kinds that are only ever posted. */
import type { LabelSelectorRequirement } from '../label-selector.ts'
import type { KubeObject } from '../meta.ts'

export const AUTHORIZATION_GROUP = 'authorization.k8s.io'

/** A selector of the request that is asked about: the text of its query parameter, or its parts. */
export interface SelectorAttributes {
  rawSelector?: string
  requirements?: readonly LabelSelectorRequirement[]
}

export interface ResourceAttributes {
  namespace?: string
  verb?: string
  group?: string
  version?: string
  resource?: string
  subresource?: string
  name?: string
  fieldSelector?: SelectorAttributes
  labelSelector?: SelectorAttributes
}

export interface NonResourceAttributes {
  path?: string
  verb?: string
}

/** What is asked about: exactly one of the two. */
export interface SelfSubjectAccessReviewSpec {
  resourceAttributes?: ResourceAttributes
  nonResourceAttributes?: NonResourceAttributes
}

export interface SubjectAccessReviewSpec extends SelfSubjectAccessReviewSpec {
  user?: string
  groups?: readonly string[]
  /** no prototype: keys are the client's */
  extra?: Record<string, readonly string[]>
  uid?: string
}

export interface SubjectAccessReviewStatus {
  allowed: boolean
  denied?: boolean
  reason?: string
  evaluationError?: string
}

export interface SelfSubjectAccessReview extends KubeObject {
  spec: SelfSubjectAccessReviewSpec
  status: SubjectAccessReviewStatus
}

/** Also the shape of LocalSubjectAccessReview, which is namespaced. */
export interface SubjectAccessReview extends KubeObject {
  spec: SubjectAccessReviewSpec
  status: SubjectAccessReviewStatus
}

export interface ResourceRule {
  verbs: readonly string[]
  apiGroups?: readonly string[]
  resources?: readonly string[]
  resourceNames?: readonly string[]
}

export interface NonResourceRule {
  verbs: readonly string[]
  nonResourceURLs?: readonly string[]
}

export interface SubjectRulesReviewStatus {
  resourceRules: readonly ResourceRule[]
  nonResourceRules: readonly NonResourceRule[]
  incomplete: boolean
  evaluationError?: string
}

export interface SelfSubjectRulesReview extends KubeObject {
  spec: { namespace?: string }
  status: SubjectRulesReviewStatus
}
