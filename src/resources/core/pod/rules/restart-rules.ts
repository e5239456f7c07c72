/** When a container is started anew (`validateContainerRestartPolicy` of `pkg/apis/core/validation`, 1.36). */
import {
  forbidden,
  JsonValue,
  notSupportedInOrder,
  required,
  tooLong,
  tooMany,
  type FieldError,
  type FieldPath,
} from '../../../../api/field.ts'
import type { Container, RestartRule } from '../../../../api/kinds/containers.ts'
import type { PodScope } from './scope.ts'
import { validateOptionalWord } from './words.ts'

const POLICIES = ['Always', 'Never', 'OnFailure']
const MAX_RULES = 20
const MAX_CODES = 255
const UNNAMED = 'must specify restartPolicy when restart rules are used'

/** Before, they were measured as if they were text. */
const tooManyOf = (
  path: FieldPath,
  count: number,
  max: number,
  release: PodScope['release'],
): FieldError =>
  release.has('ResizeOfInitContainers') ? tooMany(path, count, max) : tooLong(path, max)

const validateRule = (
  { action = '', exitCodes }: RestartRule,
  path: FieldPath,
  { release }: PodScope,
): FieldError[] => {
  const actions = release.has('RestartAllContainersOnContainerExits')
    ? ['Restart', 'RestartAllContainers']
    : ['Restart']
  const at = path.child('exitCodes')
  const errors = validateOptionalWord(path.child('action'), action, actions)
  if (exitCodes === undefined) return [...errors, required(at, 'must be specified')]
  const { operator = '', values = [] } = exitCodes
  return [
    ...errors,
    ...validateOptionalWord(at.child('operator'), operator, ['In', 'NotIn']),
    ...(values.length > MAX_CODES
      ? [tooManyOf(at.child('values'), values.length, MAX_CODES, release)]
      : []),
  ]
}

const validatePolicyAndRules = (
  { restartPolicy, restartPolicyRules: rules = [] }: Container,
  path: FieldPath,
  scope: PodScope,
): FieldError[] => {
  const at = path.child('restartPolicy')
  const rulesAt = path.child('restartPolicyRules')
  return [
    ...(restartPolicy === undefined && rules.length > 0 ? [required(at, UNNAMED)] : []),
    ...validateOptionalWord(at, restartPolicy, POLICIES),
    ...(rules.length > MAX_RULES
      ? [tooManyOf(rulesAt, rules.length, MAX_RULES, scope.release)]
      : []),
    ...rules.flatMap((rule, i) => validateRule(rule, rulesAt.index(i), scope)),
  ]
}

/** Of a container that runs beside the others; before there were rules, the pod's policy was theirs. */
export const validateRestart = (
  container: Container,
  path: FieldPath,
  scope: PodScope,
): FieldError[] => {
  if (scope.release.has('ContainerRestartRules')) {
    return validatePolicyAndRules(container, path, scope)
  }
  return container.restartPolicy === undefined
    ? []
    : [forbidden(path.child('restartPolicy'), 'may not be set for non-init containers')]
}

/** Of one that runs before the others, or with `Always` beside them. */
export const validateInitRestart = (
  container: Container,
  path: FieldPath,
  scope: PodScope,
): FieldError[] => {
  const { restartPolicy, restartPolicyRules: rules = [] } = container
  const { release } = scope
  const at = path.child('restartPolicy')
  if (restartPolicy === undefined) return rules.length > 0 ? [required(at, UNNAMED)] : []
  if (!release.has('ContainerRestartRules')) {
    return restartPolicy === 'Always'
      ? []
      : [notSupportedInOrder(at, new JsonValue(restartPolicy), ['Always'])]
  }
  if (restartPolicy === 'Always' && !release.has('RestartAllContainersOnContainerExits')) {
    const text = 'restartPolicyRules are not allowed for init containers with restart policy Always'
    return rules.length > 0 ? [forbidden(path.child('restartPolicyRules'), text)] : []
  }
  return validatePolicyAndRules(container, path, scope)
}
