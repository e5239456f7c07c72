import type { Clock } from '../apimachinery/clock.ts'
import {
  auditLog,
  type AuditTarget,
  fileTarget,
  streamTarget,
} from '../apiserver/audit/audit-log.ts'
import { renderEvent } from '../apiserver/audit/event.ts'
import { type AuditSink, type AuditTrail, auditTrail } from '../apiserver/audit/trail.ts'
import type { Closing } from './closing.ts'
import type { Logger } from './log.ts'
import type { AuditOptions } from './options.ts'

export interface AuditTrails {
  readonly wire: AuditTrail
  /** undefined: no audit log */
  readonly controllers: AuditTrail | undefined
}

const targetOf = ({ log }: AuditOptions): AuditTarget =>
  log === '-' ? streamTarget(process.stdout) : fileTarget(log)

const openAuditLog = (audit: AuditOptions, log: Logger, closing: Closing): AuditSink => {
  const lines = auditLog(targetOf(audit), (problem) => log.error(problem))
  closing.add(() => lines.close())
  return { policy: audit.policy, log: (event) => lines.write(renderEvent(event)) }
}

/** Throws AuditLogError. */
export const openAuditTrails = (
  audit: AuditOptions | undefined,
  { clock, log }: { readonly clock: Clock; readonly log: Logger },
  closing: Closing,
): AuditTrails => {
  const now = (): number => clock.now()
  if (audit === undefined) return { wire: auditTrail([], now), controllers: undefined }
  const sinks = [openAuditLog(audit, log, closing)]
  return { wire: auditTrail(sinks, now), controllers: auditTrail(sinks, now) }
}
