/** Selectors that ask for the pod's own labels (`mutatePodAffinity`, `mutateTopologySpreadConstraints` of `pkg/registry/core/pod`, 1.36). */
import type { LabelSelectorSpec } from '../../../api/label-selector.ts'
import type { ObjectMeta, StringMap } from '../../../api/meta.ts'
import type { PodSpec } from '../../../api/kinds/pods.ts'
import type { PodAffinity } from '../../../api/kinds/scheduling.ts'

interface LabelKeys {
  matchLabelKeys?: string[]
  mismatchLabelKeys?: string[]
  labelSelector?: LabelSelectorSpec
}

/** With the value that the pod has of each key, if it has one; a selector that is not there chooses nothing and stays away. */
const filledIn = <T extends LabelKeys>(term: T, labels: StringMap): T => {
  const { matchLabelKeys = [], mismatchLabelKeys = [], labelSelector } = term
  if (!labelSelector || matchLabelKeys.length + mismatchLabelKeys.length === 0) return term
  const asked = (keys: readonly string[], operator: string) =>
    keys.flatMap((key) =>
      Object.hasOwn(labels, key) ? [{ key, operator, values: [labels[key]!] }] : [],
    )
  const added = [...asked(matchLabelKeys, 'In'), ...asked(mismatchLabelKeys, 'NotIn')]
  if (added.length === 0) return term
  const matchExpressions = [...(labelSelector.matchExpressions ?? []), ...added]
  return { ...term, labelSelector: { ...labelSelector, matchExpressions } }
}

const ofNeighbours = (affinity: PodAffinity, labels: StringMap): PodAffinity => {
  const {
    requiredDuringSchedulingIgnoredDuringExecution: needed,
    preferredDuringSchedulingIgnoredDuringExecution: wanted,
  } = affinity
  return {
    ...affinity,
    ...(needed && {
      requiredDuringSchedulingIgnoredDuringExecution: needed.map((term) => filledIn(term, labels)),
    }),
    ...(wanted && {
      preferredDuringSchedulingIgnoredDuringExecution: wanted.map((term) =>
        term.podAffinityTerm
          ? { ...term, podAffinityTerm: filledIn(term.podAffinityTerm, labels) }
          : term,
      ),
    }),
  }
}

/** The spec of a new pod with those labels, where it only named keys. */
export const withOwnLabels = (spec: PodSpec, { labels = {} }: ObjectMeta): PodSpec => {
  const { affinity, topologySpreadConstraints: spread } = spec
  return {
    ...spec,
    ...(affinity && {
      affinity: {
        ...affinity,
        ...(affinity.podAffinity && { podAffinity: ofNeighbours(affinity.podAffinity, labels) }),
        ...(affinity.podAntiAffinity && {
          podAntiAffinity: ofNeighbours(affinity.podAntiAffinity, labels),
        }),
      },
    }),
    ...(spread && {
      topologySpreadConstraints: spread.map((constraint) => filledIn(constraint, labels)),
    }),
  }
}
