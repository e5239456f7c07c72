/** Who a pod runs as, what it mounts, and which kernel parameters it sets. */
import type { Volume } from '../../api/kinds/volumes.ts'
import {
  badContainers,
  type Check,
  counted,
  type Judge,
  plural,
  quotedList,
  setters,
  sortedSet,
  unlessOwnUsers,
} from './check.ts'

const nonRoot: Judge = (pod) => {
  const ofPod = pod.spec.securityContext?.runAsNonRoot
  const who = setters(
    ofPod === false,
    badContainers(pod, ({ securityContext }) => securityContext?.runAsNonRoot === false),
  )
  if (who !== '') {
    return {
      reason: 'runAsNonRoot != true',
      detail: `${who} must not set securityContext.runAsNonRoot=false`,
    }
  }
  if (ofPod === true) return undefined
  const missing = badContainers(pod, ({ securityContext }) => !securityContext?.runAsNonRoot)
  return missing.length === 0
    ? undefined
    : {
        reason: 'runAsNonRoot != true',
        detail: `pod or ${counted('container', missing)} must set securityContext.runAsNonRoot=true`,
      }
}

const notUserZero: Judge = (pod) => {
  const who = setters(
    pod.spec.securityContext?.runAsUser === 0,
    badContainers(pod, ({ securityContext }) => securityContext?.runAsUser === 0),
  )
  return who === ''
    ? undefined
    : { reason: 'runAsUser=0', detail: `${who} must not set runAsUser=0` }
}

const GOOD_VOLUMES = [
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'image',
  'persistentVolumeClaim',
  'projected',
  'secret',
]
/** In the order in which the one that is named is looked for. */
const BAD_VOLUMES = [
  'hostPath',
  'gcePersistentDisk',
  'awsElasticBlockStore',
  'gitRepo',
  'nfs',
  'iscsi',
  'glusterfs',
  'rbd',
  'flexVolume',
  'cinder',
  'cephfs',
  'flocker',
  'fc',
  'azureFile',
  'vsphereVolume',
  'quobyte',
  'azureDisk',
  'photonPersistentDisk',
  'portworxVolume',
  'scaleIO',
  'storageos',
]

const has = (volume: Volume, kind: string): boolean =>
  Boolean((volume as unknown as Record<string, unknown>)[kind])

const restrictedVolumes: Judge = ({ spec }) => {
  const bad = (spec.volumes ?? []).filter(
    (volume) => !GOOD_VOLUMES.some((kind) => has(volume, kind)),
  )
  if (bad.length === 0) return undefined
  const kinds = sortedSet(
    bad.map((volume) => BAD_VOLUMES.find((kind) => has(volume, kind)) ?? 'unknown'),
  )
  const names = bad.map(({ name }) => name)
  return {
    reason: 'restricted volume types',
    detail: `${counted('volume', names)} ${names.length === 1 ? 'uses' : 'use'} ${plural('restricted volume type', kinds.length)} ${quotedList(kinds)}`,
  }
}

const SYSCTLS_0 = [
  'kernel.shm_rmid_forced',
  'net.ipv4.ip_local_port_range',
  'net.ipv4.tcp_syncookies',
  'net.ipv4.ping_group_range',
  'net.ipv4.ip_unprivileged_port_start',
]
const SYSCTLS_27 = [...SYSCTLS_0, 'net.ipv4.ip_local_reserved_ports']
const SYSCTLS_29 = [
  ...SYSCTLS_27,
  'net.ipv4.tcp_keepalive_time',
  'net.ipv4.tcp_fin_timeout',
  'net.ipv4.tcp_keepalive_intvl',
  'net.ipv4.tcp_keepalive_probes',
]
const SYSCTLS_32 = [...SYSCTLS_29, 'net.ipv4.tcp_rmem', 'net.ipv4.tcp_wmem']
const SYSCTLS_37 = [
  ...SYSCTLS_32,
  'net.ipv4.tcp_slow_start_after_idle',
  'net.ipv4.tcp_notsent_lowat',
]

const sysctls =
  (safe: readonly string[]): Judge =>
  ({ spec }) => {
    const unsafe = (spec.securityContext?.sysctls ?? [])
      .map(({ name }) => name)
      .filter((name) => !safe.includes(name))
    return unsafe.length === 0
      ? undefined
      : { reason: 'forbidden sysctls', detail: unsafe.join(', ') }
  }

export const POD_CHECKS: readonly Check[] = [
  {
    id: 'runAsNonRoot',
    level: 'restricted',
    versions: [
      [0, nonRoot],
      [35, unlessOwnUsers(nonRoot)],
    ],
  },
  {
    id: 'runAsUser',
    level: 'restricted',
    versions: [
      [23, notUserZero],
      [35, unlessOwnUsers(notUserZero)],
    ],
  },
  {
    id: 'restrictedVolumes',
    level: 'restricted',
    versions: [[0, restrictedVolumes]],
    overrides: 'hostPathVolumes',
  },
  {
    id: 'sysctls',
    level: 'baseline',
    versions: [
      [0, sysctls(SYSCTLS_0)],
      [27, sysctls(SYSCTLS_27)],
      [29, sysctls(SYSCTLS_29)],
      [32, sysctls(SYSCTLS_32)],
      [37, sysctls(SYSCTLS_37)],
    ],
  },
]
