import {
  FieldPath,
  JsonValue,
  duplicate,
  forbidden,
  invalid,
  notSupportedInOrder,
  required,
  type FieldError,
  invalidEach,
} from '../../../apimachinery/field.ts'
import { labelValueErrors, qualifiedNameErrors } from '../../../apimachinery/names.ts'
import type { Node, Taint } from '../../../apis/core.ts'
import type { ReleaseFeatures } from '../../../apimachinery/release/release.ts'

const EFFECTS = ['NoSchedule', 'PreferNoSchedule', 'NoExecute']

const validateTaint = (
  { key, value = '', effect }: Taint,
  path: FieldPath,
  release: ReleaseFeatures,
): FieldError[] => {
  const errors = invalidEach(path.child('key'), key, qualifiedNameErrors(key, release))
  const valueErrors = labelValueErrors(value, release)
  if (valueErrors.length > 0) {
    errors.push(invalid(path.child('value'), value, valueErrors.join(';')))
  }
  if (effect === '') errors.push(required(path.child('effect')))
  else if (!EFFECTS.includes(effect)) {
    errors.push(notSupportedInOrder(path.child('effect'), effect, EFFECTS))
  }
  return errors
}

/** Kubernetes reports errors of taints at this path, although taints are in the spec. */
const TAINTS = FieldPath.of('metadata', 'taints')

export const validateNode = (
  { spec }: Node,
  { release }: { readonly release: ReleaseFeatures },
): FieldError[] => {
  const taken = new Set<string>()
  return (spec.taints ?? []).flatMap((taint, i) => {
    const path = TAINTS.index(i)
    const identity = `${taint.key}:${taint.effect}`
    const errors = validateTaint(taint, path, release)
    if (taken.has(identity)) {
      const { key, value = '', effect, timeAdded = null } = taint
      // the error shows Go's field names
      const shown = { Key: key, Value: value, Effect: effect, TimeAdded: timeAdded }
      const detail = 'taints must be unique by key and effect pair'
      errors.push(duplicate(path, new JsonValue(shown), detail))
    }
    taken.add(identity)
    return errors
  })
}

export const validateNodeUpdate = (
  node: Node,
  old: Node,
  context: { readonly release: ReleaseFeatures },
): FieldError[] => {
  const errors = validateNode(node, context)
  const once = (field: 'podCIDR' | 'providerID', path: string): void => {
    const before = old.spec[field] ?? ''
    if (before === '' || before === (node.spec[field] ?? '')) return
    errors.push(
      forbidden(
        FieldPath.of('spec', path),
        `node updates may not change ${field} except from "" to valid`,
      ),
    )
  }
  once('podCIDR', 'podCIDRs')
  once('providerID', 'providerID')
  // Kubernetes validates the taints twice
  return [...errors, ...validateNode(node, context)]
}
