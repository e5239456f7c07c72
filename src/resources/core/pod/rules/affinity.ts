/** Which nodes and which neighbours a pod wants (`validateAffinity` of `pkg/apis/core/validation`, 1.36). */
import { required, type FieldError, type FieldPath } from '../../../../api/field.ts'
import { validateLabelSelector } from '../../../../api/label-selector.ts'
import { dns1123LabelErrors, qualifiedNameErrors } from '../../../../api/names.ts'
import type { Affinity, PodAffinity, PodAffinityTerm } from '../../../../api/kinds/scheduling.ts'
import { validateLabelKeys } from './label-keys.ts'
import { validateNodeAffinity, validateWeight } from './node-affinity.ts'
import type { PodScope } from './scope.ts'
import { validateText } from './words.ts'

const validateTerm = (
  term: PodAffinityTerm,
  path: FieldPath,
  { release }: PodScope,
): FieldError[] => {
  const { namespaces = [], topologyKey = '' } = term
  const topologyAt = path.child('topologyKey')
  return [
    ...(['labelSelector', 'namespaceSelector'] as const).flatMap((field) => {
      const selector = term[field]
      return selector ? validateLabelSelector(selector, path.child(field), release) : []
    }),
    ...namespaces.flatMap((name) =>
      validateText(path.child('namespace'), name, dns1123LabelErrors),
    ),
    ...validateLabelKeys(term, path, release),
    ...(topologyKey === '' ? [required(topologyAt, 'can not be empty')] : []),
    ...validateText(topologyAt, topologyKey, (text) => qualifiedNameErrors(text, release)),
  ]
}

const validatePodAffinity = (
  affinity: PodAffinity | undefined,
  path: FieldPath,
  scope: PodScope,
): FieldError[] => {
  const {
    requiredDuringSchedulingIgnoredDuringExecution: needed = [],
    preferredDuringSchedulingIgnoredDuringExecution: wanted = [],
  } = affinity ?? {}
  return [
    ...needed.flatMap((term, i) =>
      validateTerm(
        term,
        path.child('requiredDuringSchedulingIgnoredDuringExecution').index(i),
        scope,
      ),
    ),
    ...wanted.flatMap(({ weight, podAffinityTerm = {} }, i) => {
      const at = path.child('preferredDuringSchedulingIgnoredDuringExecution').index(i)
      return [
        ...validateWeight(weight, at),
        ...validateTerm(podAffinityTerm, at.child('podAffinityTerm'), scope),
      ]
    }),
  ]
}

export const validateAffinity = (
  { nodeAffinity, podAffinity, podAntiAffinity }: Affinity,
  path: FieldPath,
  scope: PodScope,
): FieldError[] => [
  ...(nodeAffinity ? validateNodeAffinity(nodeAffinity, path.child('nodeAffinity'), scope) : []),
  ...validatePodAffinity(podAffinity, path.child('podAffinity'), scope),
  ...validatePodAffinity(podAntiAffinity, path.child('podAntiAffinity'), scope),
]
