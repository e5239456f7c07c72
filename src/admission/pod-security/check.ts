/** What a check of Pod Security is, and the words that all of them use (`k8s.io/pod-security-admission/policy`, 1.34). */
import { containersOf } from '../../api/kinds/pod-objects.ts'
import type { Container } from '../../api/kinds/containers.ts'
import type { PodTemplate } from '../../api/kinds/pods.ts'
import type { PodSecurityContext, SecurityContext } from '../../api/kinds/security.ts'
import { sortedKeys } from '../../api/text/byte-order.ts'
import type { Level } from './policy.ts'

/** Why a pod is not allowed: in a word or two for the many pods of a namespace, with its details for one. */
export interface Violation {
  readonly reason: string
  readonly detail: string
}

/** Undefined when the pod may be. */
export type Judge = (pod: PodTemplate) => Violation | undefined

export interface Check {
  /** they are made in the order of their names, those of `baseline` first */
  readonly id: string
  readonly level: Exclude<Level, 'privileged'>
  /** how it judges from which minor version on, the oldest first */
  readonly versions: readonly (readonly [since: number, judge: Judge])[]
  /** the check of `baseline` that it takes the place of */
  readonly overrides?: string
}

/** `container "a"`, `containers "a", "b"` */
export const counted = (noun: string, names: readonly string[]): string =>
  `${plural(noun, names.length)} ${quotedList(names)}`

export const plural = (noun: string, count: number): string => (count === 1 ? noun : `${noun}s`)

/** Between quotes as they are, separated by commas. */
export const quotedList = (texts: readonly string[]): string =>
  texts.map((text) => `"${text}"`).join(', ')

/** Each once, in the order of their bytes. */
export const sortedSet = (texts: Iterable<string>): string[] =>
  sortedKeys(Object.fromEntries(Array.from(texts, (text) => [`=${text}`, true]))).map((key) =>
    key.slice(1),
  )

/** The names of the containers that are bad. */
export const badContainers = (pod: PodTemplate, isBad: (one: Container) => boolean): string[] =>
  containersOf(pod)
    .filter(isBad)
    .map(({ name }) => name)

/** Who sets something bad: `pod`, `container "a"`, or both with `and`. */
export const setters = (podIsBad: boolean, containers: readonly string[]): string =>
  [
    ...(podIsBad ? ['pod'] : []),
    ...(containers.length > 0 ? [counted('container', containers)] : []),
  ].join(' and ')

/** Pods of Windows have no such fields. */
export const unlessWindows =
  (judge: Judge): Judge =>
  (pod) =>
    pod.spec.os?.name === 'windows' ? undefined : judge(pod)

/** Root in a user namespace is nobody outside of it. */
export const unlessOwnUsers =
  (judge: Judge): Judge =>
  (pod) =>
    pod.spec.hostUsers === false ? undefined : judge(pod)

/** Pods and containers that set one value of their security contexts badly. */
export const badValues = (
  pod: PodTemplate,
  valueOf: (context: PodSecurityContext | SecurityContext) => string | undefined,
  isGood: (value: string) => boolean,
): { podIsBad: boolean; containers: string[]; values: string[] } => {
  const values: string[] = []
  const isBad = (context: PodSecurityContext | SecurityContext | undefined): boolean => {
    const value = context && valueOf(context)
    if (value === undefined || isGood(value)) return false
    values.push(value)
    return true
  }
  return {
    podIsBad: isBad(pod.spec.securityContext),
    containers: badContainers(pod, ({ securityContext }) => isBad(securityContext)),
    values: sortedSet(values),
  }
}
