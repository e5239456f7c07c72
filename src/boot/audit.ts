import type { Clock } from '../api/clock.ts'
import { AuditLog, type AuditTarget, fileTarget, streamTarget } from '../audit/audit-log.ts'
import { AuditTrail } from '../audit/trail.ts'
import type { Closing } from './closing.ts'
import type { Log } from './log.ts'
import type { AuditOptions } from './options.ts'

const targetOf = ({ log }: AuditOptions): AuditTarget =>
  log === '-' ? streamTarget(process.stdout) : fileTarget(log)

/** Opens the audit log, where one is asked for. Throws AuditLogError. */
export const openAuditTrail = (
  audit: AuditOptions | undefined,
  { clock, log }: { readonly clock: Clock; readonly log: Log },
  closing: Closing,
): AuditTrail | undefined => {
  if (audit === undefined) return undefined
  const auditLog = new AuditLog(targetOf(audit), (problem) => log.error(problem))
  closing.add(() => auditLog.close())
  return new AuditTrail({ policy: audit.policy, log: auditLog, now: () => clock.now() })
}
