/** Addresses of a pod and of its node (`validatePodIPs`, `validateHostIPs` of `pkg/apis/core/validation`, 1.36). */
import { isIPv6 } from 'node:net'
import {
  internalError,
  invalid,
  JsonValue,
  type FieldError,
  type FieldPath,
} from '../../../../api/field.ts'
import { ipErrors, ipWarnings, isMapped, sloppyIp } from '../../../../api/ip.ts'
import type { Pod, PodStatus } from '../../../../api/kinds/pods.ts'
import type { Release } from '../../../../release/release.ts'

type Releases = Pick<Release, 'has'>
type Addresses = readonly { readonly ip?: string }[]

const isVersion4 = (address: string): boolean => !isIPv6(address) || isMapped(address)

/** One address, or one of each version. */
const validateFamilies = (addresses: Addresses, path: FieldPath): FieldError[] => {
  const texts = addresses.map(({ ip = '' }) => ip)
  if (texts.length < 2) return []
  const wrong = texts.findIndex((text) => sloppyIp(text) === undefined)
  const of4 = texts.map((text) => sloppyIp(text)).filter((ip) => ip !== undefined && isVersion4(ip))
  const isDual = wrong < 0 && of4.length > 0 && of4.length < texts.length
  const shown = new JsonValue(texts.map((text) => ({ IP: text })))
  return [
    ...(wrong < 0
      ? []
      : [
          internalError(
            path,
            `failed to check for dual stack with error:invalid IP[${wrong}]: ${texts[wrong]}`,
          ),
        ]),
    ...(isDual && texts.length === 2
      ? []
      : [invalid(path, shown, 'may specify no more than one IP for each IP family')]),
  ]
}

/** One that was there before may stay as it is. */
const validateEach = (
  addresses: Addresses,
  old: Addresses,
  path: FieldPath,
  release: Releases,
): FieldError[] =>
  addresses.flatMap(({ ip = '' }, i) =>
    old.some((before) => (before.ip ?? '') === ip)
      ? []
      : ipErrors(ip, release).map((text) => invalid(path.index(i), ip, text)),
  )

export const validateStatusAddresses = (
  { status }: Pod,
  { status: old }: Pod,
  path: FieldPath,
  release: Releases,
): FieldError[] => {
  const { podIPs = [], hostIPs = [], hostIP = '' } = status
  const [ofPod, ofHost] = [path.child('podIPs'), path.child('hostIPs')]
  const first = hostIPs[0]?.ip ?? ''
  return [
    ...validateEach(podIPs, old.podIPs ?? [], ofPod, release),
    ...validateFamilies(podIPs, ofPod),
    ...(hostIPs.length > 0 && hostIP !== first
      ? [invalid(ofHost.index(0).child('ip'), first, 'must be equal to `hostIP`')]
      : []),
    ...validateEach(hostIPs, old.hostIPs ?? [], ofHost, release),
    ...validateFamilies(hostIPs, ofHost),
  ]
}

/** A pod's first address has two fields: where they differ, the older one counts (`Convert_v1_PodStatus_To_core_PodStatus`). */
export const withOneFirstAddress = (status: PodStatus): PodStatus => {
  const { podIP = '', podIPs = [] } = status
  const first = podIPs[0]?.ip ?? ''
  if (podIP === first && podIPs.length > 0) return status
  if (podIP !== '') return { ...status, podIPs: [{ ip: podIP }] }
  return podIPs.length === 0 ? status : { ...status, podIP: first }
}

export const addressWarnings = (
  { podIPs = [], hostIPs = [] }: PodStatus,
  path: FieldPath,
  release: Releases,
): string[] =>
  Object.entries({ podIPs, hostIPs }).flatMap(([name, addresses]) =>
    addresses.flatMap(({ ip = '' }, i) =>
      ipWarnings(path.child(name).index(i).child('ip'), ip, release),
    ),
  )
