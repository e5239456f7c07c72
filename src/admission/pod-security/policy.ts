/**
 * What the labels of a namespace ask of its pods (`k8s.io/pod-security-admission/api`, 1.34): a level and a version each for what is
 * refused, what is written down and what is warned of.
 */
import { type FieldError, FieldPath, invalid } from '../../api/field.ts'
import type { StringMap } from '../../api/meta.ts'

const LEVELS = ['privileged', 'baseline', 'restricted'] as const

/** From the one that forbids nothing to the one that forbids most. */
export type Level = (typeof LEVELS)[number]

export interface LevelVersion {
  readonly level: Level
  /** the minor version whose policy is meant; Infinity for `latest` */
  readonly version: number
}

export interface Policy {
  readonly enforce: LevelVersion
  readonly audit: LevelVersion
  readonly warn: LevelVersion
}

const PREFIX = 'pod-security.kubernetes.io/'
const LABELS = FieldPath.of('metadata', 'labels')
const VERSION = /^v1\.(0|[1-9]\d*)$/
/** What Go's `int` holds. */
const LARGEST = 2n ** 63n - 1n

export const PRIVILEGED: LevelVersion = { level: 'privileged', version: Infinity }

/** How much stricter the first level is. */
export const compareLevels = (a: Level, b: Level): number => LEVELS.indexOf(a) - LEVELS.indexOf(b)

/** `restricted:v1.34` */
export const levelVersionText = ({ level, version }: LevelVersion): string =>
  `${level}:${version === Infinity ? 'latest' : `v1.${version}`}`

export const isSame = (a: LevelVersion, b: LevelVersion): boolean =>
  a.level === b.level && a.version === b.version

const isLevel = (text: string): text is Level => (LEVELS as readonly string[]).includes(text)

const versionOf = (text: string): number | undefined => {
  if (text === 'latest') return Infinity
  const minor = VERSION.exec(text)?.[1]
  return minor === undefined || BigInt(minor) > LARGEST ? undefined : Number(minor)
}

interface Mode {
  readonly asked: LevelVersion
  readonly hasLevel: boolean
  /** whether the level is one */
  readonly levelHolds: boolean
  readonly hasVersion: boolean
  readonly errors: readonly FieldError[]
}

/** `otherwise`: the level when the one that is asked for is none. */
const modeOf = (labels: StringMap, mode: keyof Policy, otherwise: Level): Mode => {
  const label = `${PREFIX}${mode}`
  const level = labels[label]
  const version = labels[`${label}-version`]
  const found = version === undefined ? Infinity : versionOf(version)
  const levelHolds = level !== undefined && isLevel(level)
  return {
    asked: {
      level: level === undefined ? PRIVILEGED.level : isLevel(level) ? level : otherwise,
      version: found ?? Infinity,
    },
    hasLevel: level !== undefined,
    levelHolds,
    hasVersion: version !== undefined,
    errors: [
      ...(level === undefined || levelHolds
        ? []
        : [invalid(LABELS.key(label), level, `must be one of ${LEVELS.join(', ')}`)]),
      ...(found === undefined
        ? [invalid(LABELS.key(`${label}-version`), version, 'must be "latest" or "v1.x"')]
        : []),
    ],
  }
}

/**
 * The policy of a namespace with these labels, and what is wrong with them. What is wrong enforces `restricted`, and warns of nothing.
 * Who enforces and does not say of what to warn is warned of the same.
 */
export const policyOf = (
  labels: StringMap = {},
): { policy: Policy; errors: readonly FieldError[] } => {
  const enforce = modeOf(labels, 'enforce', 'restricted')
  const audit = modeOf(labels, 'audit', 'privileged')
  const warn = modeOf(labels, 'warn', 'privileged')
  const follows =
    !warn.hasLevel && enforce.levelHolds && compareLevels(enforce.asked.level, 'privileged') > 0
  return {
    policy: {
      enforce: enforce.asked,
      audit: audit.asked,
      warn: follows
        ? {
            level: enforce.asked.level,
            version: warn.hasVersion ? warn.asked.version : enforce.asked.version,
          }
        : warn.asked,
    },
    errors: [...enforce.errors, ...audit.errors, ...warn.errors],
  }
}
