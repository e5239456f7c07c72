/** How a container is found to be well (`validateProbe` of `pkg/apis/core/validation`, 1.36). */
import { invalid, type FieldError, type FieldPath } from '../../../../api/field.ts'
import type { Container, Probe } from '../../../../api/kinds/containers.ts'
import { validateHandler } from './handlers.ts'
import { validateNotNegative } from './words.ts'

const NUMBERS = [
  'initialDelaySeconds',
  'timeoutSeconds',
  'periodSeconds',
  'successThreshold',
  'failureThreshold',
] as const

const validateProbe = (probe: Probe, path: FieldPath, grace: number): FieldError[] => {
  const own = probe.terminationGracePeriodSeconds
  return [
    ...validateHandler(probe, path, grace),
    ...NUMBERS.flatMap((name) => validateNotNegative(path.child(name), probe[name])),
    ...(own !== undefined && own <= 0
      ? [invalid(path.child('terminationGracePeriodSeconds'), own, 'must be greater than 0')]
      : []),
  ]
}

/** One success ends what these two wait for. */
const validateOneSuccess = ({ successThreshold = 0 }: Probe, path: FieldPath): FieldError[] =>
  successThreshold === 1
    ? []
    : [invalid(path.child('successThreshold'), successThreshold, 'must be 1')]

/** `grace`: seconds that the pod has to end. */
export const validateProbes = (
  { livenessProbe, readinessProbe, startupProbe }: Container,
  path: FieldPath,
  grace: number,
): FieldError[] => {
  const at = {
    liveness: path.child('livenessProbe'),
    readiness: path.child('readinessProbe'),
    startup: path.child('startupProbe'),
  }
  const own = readinessProbe?.terminationGracePeriodSeconds
  return [
    ...(livenessProbe
      ? [
          ...validateProbe(livenessProbe, at.liveness, grace),
          ...validateOneSuccess(livenessProbe, at.liveness),
        ]
      : []),
    ...(readinessProbe ? validateProbe(readinessProbe, at.readiness, grace) : []),
    ...(own === undefined
      ? []
      : [
          invalid(
            at.readiness.child('terminationGracePeriodSeconds'),
            own,
            'must not be set for readinessProbes',
          ),
        ]),
    ...(startupProbe
      ? [
          ...validateProbe(startupProbe, at.startup, grace),
          ...validateOneSuccess(startupProbe, at.startup),
        ]
      : []),
  ]
}
