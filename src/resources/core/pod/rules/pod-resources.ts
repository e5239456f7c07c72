/** What a pod asks for as a whole (`validatePodResources` of `pkg/apis/core/validation`, 1.36). */
import { forbidden, invalid, type FieldError, type FieldPath } from '../../../../api/field.ts'
import { nanosOf } from '../../../../api/quantity.ts'
import { sortedKeys } from '../../../../api/text/byte-order.ts'
import type { PodSpec } from '../../../../api/kinds/pods.ts'
import { togetherOf } from '../together.ts'
import { isHugePages, validatePodResource } from './resource-names.ts'
import { validateResources } from './resources.ts'
import type { PodScope } from './scope.ts'

const validateTogether = (
  spec: PodSpec,
  kind: 'requests' | 'limits',
  counts: (name: string) => boolean,
  path: FieldPath,
): FieldError[] => {
  const given = new Map(Object.entries(spec.resources?.[kind] ?? {}))
  const together = togetherOf(spec, kind)
  return [...together.keys()].sort().flatMap((name) => {
    const [amount, own] = [together.get(name)!, given.get(name)]
    if (own === undefined || !counts(name) || nanosOf(amount) <= nanosOf(own)) return []
    const text = `must be greater than or equal to aggregate container ${kind} of ${amount}`
    return [invalid(path.child(kind).key(name), own, text)]
  })
}

const validateEach = ({ containers, resources = {} }: PodSpec, path: FieldPath): FieldError[] =>
  (containers ?? []).flatMap((container, i) => {
    const limits = container.resources?.limits ?? {}
    const ofPod = resources.limits ?? {}
    return sortedKeys(limits).flatMap((name) => {
      const own = Object.hasOwn(ofPod, name) ? ofPod[name] : undefined
      const amount = limits[name]!
      if (own === undefined || nanosOf(amount) <= nanosOf(own)) return []
      const at = path.child('containers').index(i).key(name).child('limits')
      return [invalid(at, amount, `must be less than or equal to pod limits of ${own}`)]
    })
  })

/** `claims`: names of the claims that the pod has. */
export const validatePodResources = (
  spec: PodSpec,
  claims: ReadonlySet<string>,
  path: FieldPath,
  scope: PodScope,
): FieldError[] => {
  const { resources, os } = spec
  if (resources === undefined) return []
  if (os?.name === 'windows') return [forbidden(path, 'may not be set for a windows pod')]
  return [
    ...(resources.claims
      ? [forbidden(path.child('claims'), 'claims may not be set for Resources at pod-level')]
      : []),
    ...validateResources(resources, validatePodResource, claims, path, scope),
    ...validateTogether(spec, 'requests', () => true, path),
    ...validateTogether(spec, 'limits', isHugePages, path),
    ...validateEach(spec, path),
  ]
}
