import type { Level } from '../apiserver/audit/event.ts'
import { YamlError } from '../apimachinery/text/yaml/read.ts'
import { type Policy, policyOfLevel } from '../apiserver/audit/policy.ts'
import { FieldProblem } from '../testing/bodies/field-problem.ts'
import { parseAuditPolicy } from './audit-policy.ts'
import type { AuthorityOptions, ClusterOptions } from './cluster-options.ts'
import { nameOf } from './option-names.ts'
import { OptionsError } from './options-error.ts'

export interface AuditOptions {
  /** a path, or `-` for standard output */
  readonly log: string
  readonly policy: Policy
}

interface AuditFlags {
  readonly auditLog: string | undefined
  readonly auditLevel: Level | undefined
}

/** Throws OptionsError for contradictory options and invalid policies. */
export const auditOf = (
  { auditPolicy: policy, files }: Pick<ClusterOptions, 'auditPolicy'> & AuthorityOptions,
  { auditLog: log, auditLevel: level }: AuditFlags,
): AuditOptions | undefined => {
  if (log === undefined) {
    if (level === undefined && policy === undefined) return undefined
    const given = level === undefined ? '--audit-policy-file' : '--audit-level'
    throw new OptionsError(`${given} is given without --audit-log; name the file to write to.`)
  }
  if (policy === undefined) return { log, policy: policyOfLevel(level ?? 'Metadata') }
  if (level !== undefined) {
    throw new OptionsError('--audit-level and --audit-policy-file exclude each other; choose one.')
  }
  try {
    return { log, policy: parseAuditPolicy(policy) }
  } catch (error) {
    if (!(error instanceof FieldProblem || error instanceof YamlError)) throw error
    throw new OptionsError(`${nameOf(files, 'audit-policy-file')}: ${error.message}.`)
  }
}
