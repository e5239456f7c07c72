/**
 * What is wrong with the spec of a pod or of a pod template: the part of `pkg/apis/core/validation` that people run into.
 * Probes, security contexts, affinities, volume sources and resources are kept as they come.
 */
import {
  duplicate,
  invalid,
  notFoundValue,
  notSupported,
  notSupportedInOrder,
  required,
  type FieldError,
  type FieldPath,
} from '../../../api/field.ts'
import {
  dns1123LabelErrors,
  dns1123SubdomainErrors,
  environmentNameErrors,
  portNameErrors,
  portNumberErrors,
} from '../../../api/names.ts'
import type { Container, ContainerPort, PodSpec } from '../../../api/kinds/pods.ts'

const PROTOCOLS = ['SCTP', 'TCP', 'UDP']
const PULL_POLICIES = ['Always', 'IfNotPresent', 'Never']
const RESTART_POLICIES = ['Always', 'OnFailure', 'Never']
const DNS_POLICIES = ['ClusterFirst', 'ClusterFirstWithHostNet', 'Default', 'None']
const TERMINATION_POLICIES = ['File', 'FallbackToLogsOnError']

/** A word that must be there and be one of a set. */
const validateWord = (
  path: FieldPath,
  word: string | undefined,
  supported: readonly string[],
): FieldError[] => {
  if (word === undefined || word === '') return [required(path)]
  return supported.includes(word) ? [] : [notSupported(path, word, supported)]
}

/** Names of parts of a pod: DNS labels, each used once; `taken` grows. */
const validatePartName = (path: FieldPath, name: string, taken: Set<string>): FieldError[] => {
  const errors =
    name === ''
      ? [required(path)]
      : dns1123LabelErrors(name).map((text) => invalid(path, name, text))
  if (taken.has(name)) errors.push(duplicate(path, name))
  taken.add(name)
  return errors
}

const validatePort = (
  { name = '', hostPort = 0, containerPort, protocol }: ContainerPort,
  path: FieldPath,
  taken: Set<string>,
): FieldError[] => {
  const errors: FieldError[] = []
  if (name !== '') {
    const problems = portNameErrors(name)
    for (const text of problems) errors.push(invalid(path.child('name'), name, text))
    if (problems.length === 0 && taken.has(name)) errors.push(duplicate(path.child('name'), name))
    taken.add(name)
  }
  if (containerPort === 0) errors.push(required(path.child('containerPort')))
  else {
    for (const text of portNumberErrors(containerPort)) {
      errors.push(invalid(path.child('containerPort'), containerPort, text))
    }
  }
  if (hostPort !== 0) {
    for (const text of portNumberErrors(hostPort)) {
      errors.push(invalid(path.child('hostPort'), hostPort, text))
    }
  }
  return [...errors, ...validateWord(path.child('protocol'), protocol, PROTOCOLS)]
}

const validateMounts = (
  mounts: readonly { name: string; mountPath: string }[],
  volumes: ReadonlySet<string>,
  path: FieldPath,
): FieldError[] => {
  const taken = new Set<string>()
  return mounts.flatMap(({ name, mountPath }, i) => {
    const at = path.index(i)
    const errors: FieldError[] = []
    if (name === '') errors.push(required(at.child('name')))
    if (!volumes.has(name)) errors.push(notFoundValue(at.child('name'), name))
    if (mountPath === '') errors.push(required(at.child('mountPath')))
    if (taken.has(mountPath)) {
      errors.push(invalid(at.child('mountPath'), mountPath, 'must be unique'))
    }
    taken.add(mountPath)
    return errors
  })
}

const validateContainer = (
  container: Container,
  path: FieldPath,
  volumes: ReadonlySet<string>,
  taken: Set<string>,
): FieldError[] => {
  const { name, image = '', ports = [], env = [], volumeMounts = [] } = container
  const errors = validatePartName(path.child('name'), name, taken)
  if (image === '') errors.push(required(path.child('image')))
  else if (image !== image.trim()) {
    errors.push(invalid(path.child('image'), image, 'must not have leading or trailing whitespace'))
  }
  const portNames = new Set<string>()
  return [
    ...errors,
    ...validateWord(
      path.child('terminationMessagePolicy'),
      container.terminationMessagePolicy,
      TERMINATION_POLICIES,
    ),
    ...ports.flatMap((port, i) => validatePort(port, path.child('ports').index(i), portNames)),
    ...env.flatMap((variable, i) => {
      const at = path.child('env').index(i).child('name')
      if (variable.name === '') return [required(at)]
      return environmentNameErrors(variable.name).map((text) => invalid(at, variable.name, text))
    }),
    ...validateMounts(volumeMounts, volumes, path.child('volumeMounts')),
    ...validateWord(path.child('imagePullPolicy'), container.imagePullPolicy, PULL_POLICIES),
  ]
}

/** The spec's defaults are already filled in. */
export const validatePodSpec = (spec: PodSpec, path: FieldPath): FieldError[] => {
  const { volumes = [], initContainers = [], restartPolicy = '' } = spec
  const containers = spec.containers ?? []
  const volumeNames = new Set<string>()
  const containerNames = new Set<string>()
  const errors = volumes.flatMap(({ name }, i) =>
    validatePartName(path.child('volumes').index(i).child('name'), name, volumeNames),
  )
  if (containers.length === 0) errors.push(required(path.child('containers')))
  for (const [field, list] of Object.entries({ containers, initContainers })) {
    list.forEach((container, i) => {
      errors.push(
        ...validateContainer(container, path.child(field).index(i), volumeNames, containerNames),
      )
    })
  }
  if (!RESTART_POLICIES.includes(restartPolicy)) {
    errors.push(notSupportedInOrder(path.child('restartPolicy'), restartPolicy, RESTART_POLICIES))
  }
  errors.push(...validateWord(path.child('dnsPolicy'), spec.dnsPolicy, DNS_POLICIES))
  for (const field of ['serviceAccountName', 'nodeName'] as const) {
    const name = spec[field] ?? ''
    if (name === '') continue
    for (const text of dns1123SubdomainErrors(name))
      errors.push(invalid(path.child(field), name, text))
  }
  const { terminationGracePeriodSeconds: grace = 0, activeDeadlineSeconds: deadline } = spec
  if (grace < 0) {
    errors.push(
      invalid(
        path.child('terminationGracePeriodSeconds'),
        grace,
        'must be greater than or equal to 0',
      ),
    )
  }
  if (deadline !== undefined && (deadline < 1 || deadline > 2 ** 31 - 1)) {
    errors.push(
      invalid(
        path.child('activeDeadlineSeconds'),
        deadline,
        'must be between 1 and 2147483647, inclusive',
      ),
    )
  }
  return errors
}
