/** How equal pods are spread (`validateTopologySpreadConstraints` of `pkg/apis/core/validation`, 1.36). */
import {
  duplicate,
  invalid,
  required,
  type FieldError,
  type FieldPath,
} from '../../../../api/field.ts'
import { validateLabelSelector } from '../../../../api/label-selector.ts'
import type { TopologySpreadConstraint } from '../../../../api/kinds/scheduling.ts'
import { validateLabelKeys } from './label-keys.ts'
import type { PodScope } from './scope.ts'
import { validateOptionalWord, validatePositive } from './words.ts'

const ACTIONS = ['DoNotSchedule', 'ScheduleAnyway']
const POLICIES = ['Honor', 'Ignore']

const validateMinDomains = (
  { minDomains, whenUnsatisfiable = '' }: TopologySpreadConstraint,
  path: FieldPath,
): FieldError[] =>
  minDomains === undefined
    ? []
    : [
        ...validatePositive(path, minDomains),
        ...(whenUnsatisfiable === 'DoNotSchedule'
          ? []
          : [
              invalid(
                path,
                minDomains,
                `can only use minDomains if whenUnsatisfiable=DoNotSchedule, not ${whenUnsatisfiable}`,
              ),
            ]),
      ]

const pairOf = ({ topologyKey = '', whenUnsatisfiable = '' }: TopologySpreadConstraint): string =>
  `{${topologyKey}, ${whenUnsatisfiable}}`

export const validateTopologySpread = (
  constraints: readonly TopologySpreadConstraint[],
  path: FieldPath,
  { release }: PodScope,
): FieldError[] => {
  const last = new Map(constraints.map((constraint, i) => [pairOf(constraint), i]))
  return constraints.flatMap((constraint, i) => {
    const at = path.index(i)
    const { maxSkew, topologyKey = '', whenUnsatisfiable = '', labelSelector } = constraint
    const pair = pairOf(constraint)
    return [
      ...validatePositive(at.child('maxSkew'), maxSkew),
      ...(topologyKey === '' ? [required(at.child('topologyKey'), 'can not be empty')] : []),
      ...validateOptionalWord(at.child('whenUnsatisfiable'), whenUnsatisfiable, ACTIONS),
      ...(last.get(pair)! > i
        ? [duplicate(at.child('{topologyKey, whenUnsatisfiable}'), pair)]
        : []),
      ...validateMinDomains(constraint, at.child('minDomains')),
      ...(['nodeAffinityPolicy', 'nodeTaintsPolicy'] as const).flatMap((field) =>
        validateOptionalWord(at.child(field), constraint[field], POLICIES),
      ),
      ...validateLabelKeys(constraint, at, release),
      ...(labelSelector
        ? validateLabelSelector(labelSelector, at.child('labelSelector'), release)
        : []),
    ]
  })
}
