/** What a container asks for and may use (`validateResourceRequirements` of `pkg/apis/core/validation`, 1.36). */
import { append } from '../../../../api/append.ts'
import {
  duplicate,
  forbidden,
  invalid,
  JsonValue,
  notFoundValue,
  required,
  type FieldError,
  type FieldPath,
} from '../../../../api/field.ts'
import type { StringMap } from '../../../../api/meta.ts'
import { dns1123LabelErrors } from '../../../../api/names.ts'
import {
  canonicalQuantity,
  isWholeQuantity,
  nanosOf,
  QuantityError,
  wholeQuantity,
} from '../../../../api/quantity.ts'
import { sortedKeys } from '../../../../api/text/byte-order.ts'
import type { ResourceRequirements } from '../../../../api/kinds/containers.ts'
import { isCounted, isHugePages, mayBeOvercommitted } from './resource-names.ts'
import type { PodScope } from './scope.ts'
import { validateText } from './words.ts'

/** Whether it is so many pages of the size in the name. */
const isDivisible = (name: string, quantity: string): boolean => {
  const size = name.slice('hugepages-'.length)
  try {
    canonicalQuantity(size)
  } catch (error) {
    if (error instanceof QuantityError) return false
    throw error
  }
  if (nanosOf(size) <= 0n || !isWholeQuantity(size)) return false
  return wholeQuantity(quantity) % wholeQuantity(size) === 0n
}

export type NameRule = (name: string, path: FieldPath, scope: PodScope) => FieldError[]

const validateQuantity = (
  name: string,
  quantity: string,
  path: FieldPath,
  scope: PodScope,
): FieldError[] => [
  ...(nanosOf(quantity) < 0n
    ? [invalid(path, quantity, 'must be greater than or equal to 0')]
    : []),
  ...(isCounted(name, scope) && !isWholeQuantity(quantity)
    ? [invalid(path, new JsonValue(quantity), 'must be an integer')]
    : []),
]

const validatePages = (name: string, quantity: string, path: FieldPath): FieldError[] =>
  isHugePages(name) && !isDivisible(name, quantity)
    ? [invalid(path, quantity, `${quantity} is not positive integer multiple of ${name}`)]
    : []

/** What is asked for is at most what may be used; of some resources it is just that. */
const validateRequest = (
  name: string,
  quantity: string,
  limits: StringMap,
  path: FieldPath,
): FieldError[] => {
  const limit = Object.hasOwn(limits, name) ? limits[name] : undefined
  const isFlexible = mayBeOvercommitted(name)
  if (limit === undefined) {
    const text = 'Limit must be set for non overcommitable resources'
    return isFlexible ? [] : [required(path.child('limits'), text)]
  }
  const difference = nanosOf(quantity) - nanosOf(limit)
  const wrong = (must: string): FieldError[] => [
    invalid(path.child('requests'), quantity, `must be ${must} ${name} limit of ${limit}`),
  ]
  if (difference !== 0n && !isFlexible) return wrong('equal to')
  return difference > 0n ? wrong('less than or equal to') : []
}

/** Claims for devices that a container uses, or single requests of them. */
const validateClaims = (
  claims: NonNullable<ResourceRequirements['claims']>,
  known: ReadonlySet<string>,
  path: FieldPath,
): FieldError[] => {
  const seen = new Set<string>()
  /** claims of which single requests are used */
  const partly = new Map<string, number>()
  return claims.flatMap(({ name = '', request = '' }, i) => {
    const at = path.index(i)
    if (name === '') return [required(at)]
    const errors: FieldError[] = []
    const key = request === '' ? name : `${name}/${request}`
    if (seen.has(name)) errors.push(duplicate(at, name))
    else {
      if (request !== '') {
        append(errors, validateText(at.child('request'), request, dns1123LabelErrors))
      }
      if (seen.has(key)) errors.push(duplicate(at, key))
      else if (request === '') {
        for (let n = partly.get(name) ?? 0; n > 0; n--) errors.push(duplicate(at, name))
      } else partly.set(name, (partly.get(name) ?? 0) + 1)
      seen.add(key)
    }
    if (!known.has(name)) {
      const names = known.size === 0 ? ' which is empty' : `: ${[...known].sort().join(', ')}`
      errors.push(
        notFoundValue(at, name, `must be one of the names in pod.spec.resourceClaims${names}`),
      )
    }
    return errors
  })
}

const isComputed = (name: string): boolean => name === 'cpu' || name === 'memory'

/** `nameRule`: which resources there are; `claims`: those of the pod. */
export const validateResources = (
  { limits = {}, requests = {}, claims = [] }: ResourceRequirements,
  nameRule: NameRule,
  podClaims: ReadonlySet<string>,
  path: FieldPath,
  scope: PodScope,
): FieldError[] => {
  const names = [...Object.keys(limits), ...Object.keys(requests)]
  return [
    ...sortedKeys(limits).flatMap((name) => {
      const [at, quantity] = [path.child('limits').key(name), limits[name]!]
      return [
        ...nameRule(name, at, scope),
        ...validateQuantity(name, quantity, at, scope),
        ...validatePages(name, quantity, at),
      ]
    }),
    ...sortedKeys(requests).flatMap((name) => {
      const [at, quantity] = [path.child('requests').key(name), requests[name]!]
      return [
        ...nameRule(name, at, scope),
        ...validateQuantity(name, quantity, at, scope),
        ...validateRequest(name, quantity, limits, path),
        ...validatePages(name, quantity, at),
      ]
    }),
    ...(names.some(isHugePages) && !names.some(isComputed)
      ? [forbidden(path, 'HugePages require cpu or memory')]
      : []),
    ...validateClaims(claims, podClaims, path.child('claims')),
  ]
}
