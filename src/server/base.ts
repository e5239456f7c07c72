import type { ClusterTime } from '../apimachinery/clock.ts'
import type { Entropy } from '../apimachinery/entropy.ts'
import type { ClockState, ClusterClock } from '../testing/clock/cluster-clock.ts'
import type { AuditTrails } from './audit.ts'
import type { Logger, ServerLog } from './log.ts'
import type { ValidOptions } from './options.ts'

export interface Base {
  readonly options: ValidOptions
  readonly clock: ClusterTime
  readonly entropy: Entropy
  /** undefined: silent */
  readonly serverLog: ServerLog
  readonly log: Logger
  readonly audit: AuditTrails
}

export interface MovableBase extends Base {
  readonly clock: ClusterClock
  /** the clock's state before the stored state is restored */
  readonly firstClock: ClockState
  /** whether the options override the stored clock */
  readonly isClockSet: boolean
}
