/** The containers of a pod, sort by sort (`validateContainers`, `validateInitContainers` and the like, 1.36). */
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
import type { Container, EphemeralContainer } from '../../../../api/kinds/containers.ts'
import type { PodSpec } from '../../../../api/kinds/pods.ts'
import { validateContainer, validateImage, type ContainerScope } from './container.ts'
import { goForm } from './go-form.ts'
import { validateLifecycle } from './handlers.ts'
import { validateHostPorts } from './ports.ts'
import { validateProbes } from './probes.ts'
import { validateInitRestart, validateRestart } from './restart-rules.ts'

/** `taken` grows. */
const validateUnique = (name: string, taken: Set<string>, path: FieldPath): FieldError[] => {
  if (taken.has(name)) return [duplicate(path.child('name'), name)]
  taken.add(name)
  return []
}

/** What may be said of a container that runs as long as its pod. */
const validateLife = (container: Container, path: FieldPath, spec: PodSpec): FieldError[] => [
  ...(container.lifecycle
    ? validateLifecycle(container.lifecycle, path.child('lifecycle'), spec)
    : []),
  ...validateProbes(container, path, spec.terminationGracePeriodSeconds ?? 0),
]

export const validateContainers = (
  spec: PodSpec,
  path: FieldPath,
  scope: ContainerScope,
): FieldError[] => {
  const containers = spec.containers ?? []
  if (containers.length === 0) return [required(path)]
  const taken = new Set<string>()
  return [
    ...containers.flatMap((container, i) => {
      const at = path.index(i)
      return [
        ...validateContainer(container, at, scope),
        ...validateUnique(container.name, taken, at),
        ...validateLife(container, at, spec),
        ...validateRestart(container, at, scope),
      ]
    }),
    ...validateHostPorts(containers, path),
  ]
}

const OF_LIFE = ['lifecycle', 'livenessProbe', 'readinessProbe', 'startupProbe'] as const
const ENDS = 'may not be set for init containers without restartPolicy=Always'
const NO_RESTART = "must not be set to 'RestartContainer' for non-sidecar initContainers"

/** One that ends before the others start has no life to look after. */
const validateEnding = (container: Container, path: FieldPath): FieldError[] =>
  OF_LIFE.filter((name) => container[name] !== undefined).map((name) =>
    forbidden(path.child(name), ENDS),
  )

const validateInitResize = (
  { resizePolicy = [] }: Container,
  staysBeside: boolean,
  path: FieldPath,
  { release }: ContainerScope,
): FieldError[] => {
  const at = path.child('resizePolicy')
  return [
    ...(resizePolicy.length > 0 && !release.has('InPlacePodVerticalScaling')
      ? [
          invalid(
            at,
            new JsonValue(resizePolicy.map((policy) => goForm('ContainerResizePolicy', policy))),
            'must not be set for init containers',
          ),
        ]
      : []),
    ...resizePolicy.flatMap(({ restartPolicy = '' }, i) =>
      !staysBeside && restartPolicy === 'RestartContainer' && release.has('ResizeOfInitContainers')
        ? [invalid(at.index(i).child('restartPolicy'), new JsonValue(restartPolicy), NO_RESTART)]
        : [],
    ),
  ]
}

export const validateInitContainers = (
  spec: PodSpec,
  path: FieldPath,
  scope: ContainerScope,
): FieldError[] => {
  const taken = new Set((spec.containers ?? []).map(({ name }) => name))
  return (spec.initContainers ?? []).flatMap((container, i) => {
    const at = path.index(i)
    const staysBeside = container.restartPolicy === 'Always'
    return [
      ...validateContainer(container, at, scope),
      ...validateInitRestart(container, at, scope),
      ...(container.name === '' ? [] : validateUnique(container.name, taken, at)),
      // they run one by one, and the path is that of the first, as upstream has it
      ...validateHostPorts([container], path),
      ...(staysBeside ? validateLife(container, at, spec) : validateEnding(container, at)),
      ...validateInitResize(container, staysBeside, at, scope),
    ]
  })
}

/** What a container that looks for faults has not, in Go's order of fields. */
const NOT_FOR_DEBUGGING = [
  'ports',
  'resources',
  'resizePolicy',
  'restartPolicy',
  'restartPolicyRules',
  'livenessProbe',
  'readinessProbe',
  'startupProbe',
  'lifecycle',
] as const
const FOR_DEBUGGING = 'cannot be set for an Ephemeral Container'

/** Only resources are no pointer: there, nothing said is nothing there. */
const isSet = (name: (typeof NOT_FOR_DEBUGGING)[number], value: unknown): boolean =>
  value !== undefined && !(name === 'resources' && Object.keys(value as object).length === 0)

const validateDebugging = (container: EphemeralContainer, path: FieldPath): FieldError[] => [
  ...NOT_FOR_DEBUGGING.filter((name) => isSet(name, container[name])).map((name) =>
    forbidden(path.child(name), FOR_DEBUGGING),
  ),
  ...(container.volumeMounts ?? []).flatMap((mount, i) =>
    (['subPath', 'subPathExpr'] as const)
      .filter((name) => mount[name])
      .map((name) => forbidden(path.child('volumeMounts').index(i).child(name), FOR_DEBUGGING)),
  ),
]

export const validateEphemeralContainers = (
  spec: PodSpec,
  path: FieldPath,
  scope: ContainerScope,
): FieldError[] => {
  const { containers, initContainers = [], ephemeralContainers = [] } = spec
  const others = new Set([...(containers ?? []), ...initContainers].map(({ name }) => name))
  const taken = new Set(others)
  return ephemeralContainers.flatMap((container, i) => {
    const at = path.index(i)
    const { targetContainerName: target = '' } = container
    return [
      ...validateContainer(container, at, scope),
      ...validateImage(container, at),
      ...validateUnique(container.name, taken, at),
      ...(target !== '' && !others.has(target)
        ? [notFoundValue(at.child('targetContainerName'), target)]
        : []),
      ...validateDebugging(container, at),
    ]
  })
}
