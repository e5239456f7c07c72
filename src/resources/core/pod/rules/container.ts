/** What every sort of container must be (`validateContainerCommon` of `pkg/apis/core/validation`, 1.36). */
import {
  duplicate,
  invalid,
  JsonValue,
  type FieldError,
  type FieldPath,
} from '../../../../api/field.ts'
import { dns1123LabelErrors } from '../../../../api/names.ts'
import type { Container } from '../../../../api/kinds/containers.ts'
import { validateVariables, validateVariableSources } from './environment.ts'
import { validateDevices, validateMounts } from './mounts.ts'
import { validatePorts } from './ports.ts'
import { validateContainerResource } from './resource-names.ts'
import { validateResources } from './resources.ts'
import type { PodScope } from './scope.ts'
import { validateContainerSecurity } from './security-context.ts'
import type { SoundVolumes } from './volumes.ts'
import {
  PULL_POLICIES,
  validateRequired,
  validateRequiredText,
  validateWord,
  validateWordOfList,
} from './words.ts'

/** What the rules for a container ask about its pod. */
export interface ContainerScope extends PodScope {
  readonly volumes: SoundVolumes
  /** names of the claims for devices */
  readonly claims: ReadonlySet<string>
  readonly restartPolicy: string
  /** the pod's users are those of the node */
  readonly hostUsers: boolean
}

const MESSAGES = ['File', 'FallbackToLogsOnError']
const RESIZED = ['cpu', 'memory']
const RESIZE_POLICIES = ['NotRequired', 'RestartContainer']

/** Errors stand at the list, but for a resource that comes twice. */
const validateResizePolicies = (
  { resizePolicy = [] }: Container,
  { restartPolicy: ofPod, release }: ContainerScope,
  path: FieldPath,
): FieldError[] => {
  const whose = release.has('ResizeOfInitContainers') ? 'pod `restartPolicy`' : '`restartPolicy`'
  const taken = new Set<string>()
  return resizePolicy.flatMap(({ resourceName = '', restartPolicy = '' }, i) => {
    const errors = taken.has(resourceName)
      ? [duplicate(path.index(i), new JsonValue(resourceName))]
      : []
    taken.add(resourceName)
    return [
      ...errors,
      ...validateWord(path, resourceName, RESIZED),
      ...validateWord(path, restartPolicy, RESIZE_POLICIES),
      ...(ofPod === 'Never' && restartPolicy !== 'NotRequired'
        ? [
            invalid(
              path,
              new JsonValue(restartPolicy),
              `must be 'NotRequired' when ${whose} is 'Never'`,
            ),
          ]
        : []),
    ]
  })
}

export const validateContainer = (
  container: Container,
  path: FieldPath,
  scope: ContainerScope,
): FieldError[] => {
  const { volumes, claims, hostUsers } = scope
  const { ports = [], env = [], envFrom = [], resources = {} } = container
  return [
    ...validateRequiredText(path.child('name'), container.name, dns1123LabelErrors),
    ...validateRequired(path, container, 'image'),
    ...validateWordOfList(
      path.child('terminationMessagePolicy'),
      container.terminationMessagePolicy,
      MESSAGES,
    ),
    ...validatePorts(ports, path.child('ports')),
    ...validateVariables(env, path.child('env'), scope),
    ...validateVariableSources(envFrom, path.child('envFrom')),
    ...validateMounts(container, volumes, path.child('volumeMounts')),
    ...validateDevices(container, volumes, path.child('volumeDevices')),
    ...validateWord(path.child('imagePullPolicy'), container.imagePullPolicy, PULL_POLICIES),
    ...validateResources(
      resources,
      validateContainerResource,
      claims,
      path.child('resources'),
      scope,
    ),
    ...validateResizePolicies(container, scope, path.child('resizePolicy')),
    ...validateContainerSecurity(
      container.securityContext,
      hostUsers,
      path.child('securityContext'),
    ),
  ]
}

/** Of a container of a pod; whoever makes pods of a template may mean something by blanks. */
export const validateImage = ({ image = '' }: Container, path: FieldPath): FieldError[] =>
  image === image.trim()
    ? []
    : [invalid(path.child('image'), image, 'must not have leading or trailing whitespace')]
