/** Defaults of containers (pkg/apis/core/v1/defaults.go). */
import type { Container, LifecycleHandler, Probe } from '../../../apis/core.ts'
import { pullPolicyOf } from './pull-policy.ts'
import { withFieldVersion } from './volume-defaults.ts'

const handlerDefaults = <T extends LifecycleHandler>(handler: T): T =>
  handler.httpGet === undefined
    ? handler
    : {
        ...handler,
        httpGet: {
          ...handler.httpGet,
          path: handler.httpGet.path || '/',
          scheme: handler.httpGet.scheme || 'HTTP',
        },
      }

/** Zero counts as unset. */
const probeDefaults = (probe: Probe): Probe => ({
  ...handlerDefaults(probe),
  ...(probe.grpc && { grpc: { ...probe.grpc, service: probe.grpc.service ?? '' } }),
  timeoutSeconds: probe.timeoutSeconds || 1,
  periodSeconds: probe.periodSeconds || 10,
  successThreshold: probe.successThreshold || 1,
  failureThreshold: probe.failureThreshold || 3,
})

const PROBES = ['livenessProbe', 'readinessProbe', 'startupProbe'] as const

const probesOf = (container: Container): Partial<Container> =>
  Object.fromEntries(
    PROBES.flatMap((name) => {
      const probe = container[name]
      return probe === undefined ? [] : [[name, probeDefaults(probe)]]
    }),
  )

const lifecycleOf = ({ lifecycle }: Container): Partial<Container> => {
  if (lifecycle === undefined) return {}
  const { postStart, preStop } = lifecycle
  return {
    lifecycle: {
      ...lifecycle,
      ...(postStart && { postStart: handlerDefaults(postStart) }),
      ...(preStop && { preStop: handlerDefaults(preStop) }),
    },
  }
}

export const containerDefaults = (container: Container): Container => {
  const { ports, env } = container
  return {
    ...container,
    ...(ports && { ports: ports.map((port) => ({ ...port, protocol: port.protocol ?? 'TCP' })) }),
    ...(env && {
      env: env.map((variable) =>
        variable.valueFrom === undefined
          ? variable
          : { ...variable, valueFrom: withFieldVersion(variable.valueFrom) },
      ),
    }),
    ...probesOf(container),
    ...lifecycleOf(container),
    terminationMessagePath: container.terminationMessagePath ?? '/dev/termination-log',
    terminationMessagePolicy: container.terminationMessagePolicy ?? 'File',
    imagePullPolicy: container.imagePullPolicy ?? pullPolicyOf(container.image ?? ''),
  }
}
