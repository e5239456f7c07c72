import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Clock } from '../../apimachinery/clock.ts'
import type { ApiConnection } from '../../apiserver/client/connection.ts'
import type { Requester } from '../../apiserver/client/call.ts'
import type { NamedResource } from '../../apiserver/client/resource-names.ts'
import type { CheckName, CheckParameters } from './lab.ts'
import type { Wording } from './wording.ts'

export interface LabWorkspace {
  readonly admin: ApiConnection
  readonly requester: Requester
  /** the cluster's CA */
  readonly caPem: string
  /** working folder, absolute */
  readonly folder: string
  readonly auditLog: string
  /** updates the copy of a remote log */
  readonly fetchAuditLog?: (() => Promise<void>) | undefined
  /** length of the audit log before the learner's first request */
  readonly seededBytes: number
  /** names of the lab's CSRs, whose keys are lost */
  readonly givenRequests?: ReadonlySet<string>
  readonly say: Wording
  readonly clock: Pick<Clock, 'now'>
  resources(): Promise<readonly NamedResource[]>
  close(): void
}

export interface LabFinding {
  readonly is: string
  readonly wanted: string
  /** true: the outcome cannot be met without a reset of the lab */
  readonly isFinal?: true
}

/** Replaces texts that would give away a puzzle's solution. */
export const UNTOLD = '-'

export class Unmet extends Error {
  override readonly name = 'Unmet'
  readonly finding: LabFinding
  constructor(is: string, wanted: string, isFinal = false) {
    super(is)
    this.finding = { is, wanted, ...(isFinal && { isFinal }) }
  }
}

/** undefined: met */
export type CheckResult = LabFinding | undefined

export type LabCheck<N extends CheckName> = (
  given: CheckParameters[N],
  workspace: LabWorkspace,
) => Promise<CheckResult>

const MAX_BYTES = 16 << 20

/** Returns undefined for all but regular files up to 16 MiB: reading a pipe would block. */
export const fileIn = (
  { folder }: Pick<LabWorkspace, 'folder'>,
  name: string,
): Buffer | undefined => {
  const path = join(folder, name)
  try {
    const found = statSync(path)
    return found.isFile() && found.size <= MAX_BYTES ? readFileSync(path) : undefined
  } catch {
    return undefined
  }
}

/** Like {@link fileIn}, but throws Unmet. */
export const fileOf = (
  workspace: Pick<LabWorkspace, 'folder' | 'say'>,
  name: string,
  wanted = workspace.say.fileWanted(name),
): Buffer => {
  const bytes = fileIn(workspace, name)
  if (bytes === undefined) throw new Unmet(workspace.say.noFile(name), wanted)
  return bytes
}

export const compared = (
  name: string,
  is: string | number | undefined,
  wanted: string | number | undefined,
): CheckResult =>
  wanted === undefined || is === wanted
    ? undefined
    : { is: `${name}: ${is ?? '-'}`, wanted: `${name}: ${wanted}` }

export const comparedSets = (
  name: string,
  is: readonly string[],
  wanted: readonly string[] | undefined,
): CheckResult => {
  if (wanted === undefined) return undefined
  const text = (set: readonly string[]): string => [...new Set(set)].toSorted().join(', ') || '-'
  return compared(name, text(is), text(wanted))
}

export const joined = (...found: readonly CheckResult[]): CheckResult => {
  const findings = found.filter((one) => one !== undefined)
  if (findings.length === 0) return undefined
  const lines = (of: 'is' | 'wanted'): string =>
    [...new Set(findings.map((finding) => finding[of]))].join('; ')
  return { is: lines('is'), wanted: lines('wanted') }
}
