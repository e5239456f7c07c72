/** What of the node a pod uses: its namespaces, paths, ports and addresses. */
import { append } from '../../api/append.ts'
import { containersOf } from '../../api/kinds/pod-objects.ts'
import type { HostHandler } from '../../api/kinds/security.ts'
import {
  badContainers,
  type Check,
  counted,
  type Judge,
  plural,
  quotedList,
  setters,
  sortedSet,
} from './check.ts'

const hostNamespaces: Judge = ({ spec }) => {
  const used = (['hostNetwork', 'hostPID', 'hostIPC'] as const).filter((one) => spec[one] === true)
  return used.length === 0
    ? undefined
    : { reason: 'host namespaces', detail: used.map((one) => `${one}=true`).join(', ') }
}

const hostPaths: Judge = ({ spec }) => {
  const names = (spec.volumes ?? []).filter(({ hostPath }) => hostPath).map(({ name }) => name)
  return names.length === 0
    ? undefined
    : { reason: 'hostPath volumes', detail: counted('volume', names) }
}

const hostPorts: Judge = (pod) => {
  const ports: string[] = []
  const bad = badContainers(pod, (container) => {
    const used = (container.ports ?? []).flatMap(({ hostPort }) => (hostPort ? [hostPort] : []))
    append(ports, used.map(String))
    return used.length > 0
  })
  if (bad.length === 0) return undefined
  const set = sortedSet(ports)
  return {
    reason: 'hostPort',
    detail: `${counted('container', bad)} ${bad.length === 1 ? 'uses' : 'use'} ${plural('hostPort', set.length)} ${set.join(', ')}`,
  }
}

const hostsOf = (handlers: readonly (HostHandler | undefined)[]): string[] =>
  handlers
    .flatMap((handler) => [handler?.httpGet?.host, handler?.tcpSocket?.host])
    .filter((host) => host !== undefined && host !== '')
    .map(String)

const probeHosts: Judge = (pod) => {
  const found = containersOf(pod).map(
    ({ name, livenessProbe, readinessProbe, startupProbe, lifecycle }) => ({
      name,
      hosts: hostsOf([
        livenessProbe,
        readinessProbe,
        startupProbe,
        lifecycle?.postStart,
        lifecycle?.preStop,
      ]),
    }),
  )
  const bad = sortedSet(found.filter(({ hosts }) => hosts.length > 0).map(({ name }) => name))
  if (bad.length === 0) return undefined
  const hosts = sortedSet(found.flatMap((one) => one.hosts))
  return {
    reason: 'probe or lifecycle host',
    detail: `${counted('container', bad)} ${bad.length === 1 ? 'uses' : 'use'} ${plural('probe or lifecycle host', hosts.length)} ${quotedList(hosts)}`,
  }
}

const hostProcess: Judge = (pod) => {
  const isBad = (context?: { windowsOptions?: { hostProcess?: boolean } }): boolean =>
    context?.windowsOptions?.hostProcess === true
  const who = setters(
    isBad(pod.spec.securityContext),
    badContainers(pod, ({ securityContext }) => isBad(securityContext)),
  )
  return who === ''
    ? undefined
    : {
        reason: 'hostProcess',
        detail: `${who} must not set securityContext.windowsOptions.hostProcess=true`,
      }
}

export const HOST_CHECKS: readonly Check[] = [
  { id: 'hostNamespaces', level: 'baseline', versions: [[0, hostNamespaces]] },
  { id: 'hostPathVolumes', level: 'baseline', versions: [[0, hostPaths]] },
  { id: 'hostPorts', level: 'baseline', versions: [[0, hostPorts]] },
  { id: 'hostProbesAndHostLifecycle', level: 'baseline', versions: [[34, probeHosts]] },
  { id: 'windowsHostProcess', level: 'baseline', versions: [[0, hostProcess]] },
]
