/** Where a learner works: a cluster, seen as its administrator, and a folder. What all checks look at. */
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { ApiConnection } from '../../apiserver/client/connection.ts'
import type { Asker } from '../../apiserver/client/call.ts'
import type { Objects } from '../../apiserver/client/objects.ts'
import type { NamedResource } from '../../apiserver/client/resource-names.ts'
import type { Wording } from './wording.ts'

export interface Place {
  /** the administrator */
  readonly admin: ApiConnection
  /** the same, over connections that are kept */
  readonly asker: Asker
  readonly objects: Objects
  /** the certificate of the cluster's CA */
  readonly caPem: string
  /** the working folder, absolute */
  readonly folder: string
  /** the file of the audit log */
  readonly auditLog: string
  /** Brings that file up to date, where the log itself is on another machine. Rejects with NoAnswer. */
  readonly fetchAuditLog?: (() => Promise<void>) | undefined
  /** how much of it is of the seed, in bytes */
  readonly seededBytes: number
  readonly say: Wording
  /** milliseconds since the epoch */
  now(): number
  /** All that the cluster serves. */
  resources(): Promise<readonly NamedResource[]>
}

/** Why an outcome is not met: what is, and what is wanted. Lines for a person. */
export interface Finding {
  readonly is: string
  readonly wanted: string
  /** it cannot be undone: only a reset helps, and `is` says so */
  readonly isFinal?: true
}

/** Stands for what is not told, as it would solve a puzzle. */
export const UNTOLD = '-'

export const isFinding = (found: object): found is Finding => 'is' in found

/** Undefined: it is as it should be. */
export type Found = Finding | undefined

/** A larger file is none that a lab asks for. */
const MAX_BYTES = 16 << 20

/** The bytes of a file in the working folder; undefined where there is none. A pipe would be waited for, for ever. */
export const fileIn = ({ folder }: Pick<Place, 'folder'>, name: string): Buffer | undefined => {
  const path = join(folder, name)
  try {
    const found = statSync(path)
    return found.isFile() && found.size <= MAX_BYTES ? readFileSync(path) : undefined
  } catch {
    return undefined
  }
}

/** Undefined where both are the same. */
export const compared = (
  name: string,
  is: string | number | undefined,
  wanted: string | number | undefined,
): Found =>
  wanted === undefined || is === wanted
    ? undefined
    : { is: `${name}: ${is ?? '-'}`, wanted: `${name}: ${wanted}` }

/** Compares sets. */
export const comparedSets = (
  name: string,
  is: readonly string[],
  wanted: readonly string[] | undefined,
): Found => {
  if (wanted === undefined) return undefined
  const text = (set: readonly string[]): string => [...new Set(set)].toSorted().join(', ') || '-'
  return compared(name, text(is), text(wanted))
}

/** All differences in one finding. */
export const joined = (...found: readonly Found[]): Found => {
  const findings = found.filter((one) => one !== undefined)
  if (findings.length === 0) return undefined
  const lines = (of: 'is' | 'wanted'): string =>
    [...new Set(findings.map((finding) => finding[of]))].join('; ')
  return { is: lines('is'), wanted: lines('wanted') }
}
