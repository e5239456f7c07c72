/** The first phase of startup: valid options, time, randomness, the log and the audit log. */
import { openAuditTrails } from './audit.ts'
import type { MovableBase } from './base.ts'
import { clientTime, makeClock } from './clock.ts'
import type { Closing } from './closing.ts'
import type { Host } from './host.ts'
import { SILENT } from './log.ts'
import { type ServerOptions, validateOptions } from './options.ts'
import { systemEntropy } from './system.ts'

/** Rejects with OptionsError and AuditLogError. */
export const openBase = async (
  given: ServerOptions,
  host: Host,
  closing: Closing,
): Promise<MovableBase> => {
  const options = validateOptions(given)
  const clock = makeClock(given.clock, clientTime(given))
  const serverLog = await host.openLog(options.logLevel)
  const log = serverLog ?? SILENT
  return {
    options,
    clock,
    firstClock: clock.state,
    isClockSet: given.clock !== undefined && host.sleepState === undefined,
    entropy: given.entropy ?? systemEntropy,
    serverLog,
    log,
    audit: openAuditTrails(options.audit, { clock, log }, closing),
  }
}
