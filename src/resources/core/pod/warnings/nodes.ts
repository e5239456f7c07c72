/** Labels of nodes that have other names now (`pkg/api/node/util.go`, 1.36). */
import type { FieldPath } from '../../../../api/field.ts'
import { labelValueErrors } from '../../../../api/names.ts'
import type { PodSpec } from '../../../../api/kinds/pods.ts'
import type { NodeSelectorTerm } from '../../../../api/kinds/scheduling.ts'
import type { Release } from '../../../../release/release.ts'

const since = (version: string, label: string): string =>
  `deprecated since ${version}; use "${label}" instead`

const DEPRECATED = new Map([
  ['beta.kubernetes.io/arch', since('v1.14', 'kubernetes.io/arch')],
  ['beta.kubernetes.io/os', since('v1.14', 'kubernetes.io/os')],
  ['failure-domain.beta.kubernetes.io/region', since('v1.17', 'topology.kubernetes.io/region')],
  ['failure-domain.beta.kubernetes.io/zone', since('v1.17', 'topology.kubernetes.io/zone')],
  ['beta.kubernetes.io/instance-type', since('v1.17', 'node.kubernetes.io/instance-type')],
  ['app.kubernetes.io/created-by', 'deprecated since v1.9'],
  [
    'scheduler.alpha.kubernetes.io/preferAvoidPods',
    'deprecated since v1.22; use Taints and Tolerations instead',
  ],
  ['node-role.kubernetes.io/master', 'use "node-role.kubernetes.io/control-plane" instead'],
])

/** A selector that is not there chooses nothing. */
export const nullSelector = (path: FieldPath): string =>
  `${path.child('labelSelector').toString()}: a null labelSelector results in matching no pod`

/** `wanted`: values of what is only preferred are no errors, so they are told of here. */
const ofTerm = (
  { matchExpressions = [] }: NodeSelectorTerm,
  path: FieldPath,
  wanted?: Pick<Release, 'has'>,
): string[] =>
  matchExpressions.flatMap(({ key = '', values = [] }, i) => {
    const at = path.child('matchExpressions').index(i)
    const message = DEPRECATED.get(key)
    const wrongValues =
      wanted === undefined
        ? []
        : values.flatMap((value, place) =>
            labelValueErrors(value, wanted).map(
              (text) =>
                `${at.child('values').index(place).toString()}: ${value} is invalid, ${text}`,
            ),
          )
    return [
      ...(message ? [`${at.child('key').toString()}: ${key} is ${message}`] : []),
      ...wrongValues,
    ]
  })

export const nodeWarnings = (
  { nodeSelector = {}, affinity, topologySpreadConstraints = [] }: PodSpec,
  path: FieldPath,
  release: Pick<Release, 'has'>,
): string[] => {
  const {
    requiredDuringSchedulingIgnoredDuringExecution: needed,
    preferredDuringSchedulingIgnoredDuringExecution: wanted = [],
  } = affinity?.nodeAffinity ?? {}
  const at = path.child('affinity', 'nodeAffinity')
  const terms = at.child('requiredDuringSchedulingIgnoredDuringExecution', 'nodeSelectorTerms')
  const preferences = at.child('preferredDuringSchedulingIgnoredDuringExecution')
  return [
    ...Object.keys(nodeSelector).flatMap((label) => {
      const message = DEPRECATED.get(label)
      return message ? [`${path.child('nodeSelector').key(label).toString()}: ${message}`] : []
    }),
    ...(needed?.nodeSelectorTerms ?? []).flatMap((term, i) => ofTerm(term, terms.index(i))),
    ...wanted.flatMap(({ preference = {} }, i) =>
      ofTerm(preference, preferences.index(i).child('preference'), release),
    ),
    ...topologySpreadConstraints.flatMap(({ topologyKey = '', labelSelector }, i) => {
      const of = path.child('topologySpreadConstraints').index(i)
      const message = DEPRECATED.get(topologyKey)
      return [
        ...(message ? [`${of.child('topologyKey').toString()}: ${topologyKey} is ${message}`] : []),
        ...(labelSelector === undefined ? [nullSelector(of)] : []),
      ]
    }),
  ]
}
