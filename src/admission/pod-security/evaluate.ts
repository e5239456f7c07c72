/** Holds a pod against a level of Pod Security (`k8s.io/pod-security-admission/policy/registry.go`, 1.34). */
import type { PodTemplate } from '../../api/kinds/pods.ts'
import { sortedKeys } from '../../api/text/byte-order.ts'
import type { Release } from '../../release/release.ts'
import type { Check, Judge, Violation } from './check.ts'
import { CONTAINER_CHECKS } from './checks-containers.ts'
import { HOST_CHECKS } from './checks-host.ts'
import { POD_CHECKS } from './checks-pod.ts'
import { PROFILE_CHECKS } from './checks-profiles.ts'
import type { LevelVersion } from './policy.ts'

const CHECKS = new Map(
  [...CONTAINER_CHECKS, ...HOST_CHECKS, ...POD_CHECKS, ...PROFILE_CHECKS].map((check) => [
    check.id,
    check,
  ]),
)
const IN_ORDER: readonly Check[] = sortedKeys(Object.fromEntries(CHECKS)).map((id) =>
  CHECKS.get(id)!,
)

/** The newest policy that a release knows: `latest`, and all that is newer, mean it. */
const newestPolicy = (release: Release): number => {
  if (release.has('PodSecurityTcpSysctls')) return 37
  return release.has('PodSecurityUserNamespaces') ? 35 : 34
}

const judgeOf = ({ versions }: Check, version: number): Judge | undefined =>
  versions.findLast(([since]) => since <= version)?.[1]

/** Those of `baseline` first, each by name. */
const findJudges = ({ level, version }: LevelVersion): readonly Judge[] => {
  if (level === 'privileged') return []
  const made = IN_ORDER.filter((check) => judgeOf(check, version) !== undefined)
  const baseline = made.filter((check) => check.level === 'baseline')
  const restricted = made.filter((check) => check.level === 'restricted')
  const overridden = new Set(restricted.map(({ overrides }) => overrides))
  const chosen =
    level === 'baseline'
      ? baseline
      : [...baseline.filter(({ id }) => !overridden.has(id)), ...restricted]
  return chosen.map((check) => judgeOf(check, version)!)
}

/** A few for each minor version that there is. */
const judges = new Map<string, readonly Judge[]>()

const judgesOf = (asked: LevelVersion): readonly Judge[] => {
  const key = `${asked.level}:${asked.version}`
  let found = judges.get(key)
  if (found === undefined) judges.set(key, (found = findJudges(asked)))
  return found
}

/** All that the policy forbids of a pod. */
export const violations = (
  { level, version }: LevelVersion,
  release: Release,
  pod: PodTemplate,
): Violation[] =>
  judgesOf({ level, version: Math.min(version, newestPolicy(release)) }).flatMap(
    (judge) => judge(pod) ?? [],
  )

/** `privileged, hostPort` */
export const reasonsText = (found: readonly Violation[]): string =>
  found.map(({ reason }) => reason).join(', ')

/** `privileged (container "c" must not …), hostPort (…)` */
export const detailsText = (found: readonly Violation[]): string =>
  found.map(({ reason, detail }) => `${reason} (${detail})`).join(', ')
