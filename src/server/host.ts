/** The environment of a server: standalone, or hosted by another server in the same process. */
import type { StorageUsage } from '../apiserver/admission/held-quota.ts'
import type { Allowance } from '../apiserver/http/limits/allowance.ts'
import type { ClusterUsage } from '../testing/snapshots/quota.ts'
import type { Base } from './base.ts'
import type { LogLevel } from './cluster-options.ts'
import { type Listener, openListener } from './listener.ts'
import { openLog, type ServerLog } from './log.ts'
import type { Pki } from './pki.ts'
import type { Inheritance } from './state.ts'

export interface HostLimits {
  readonly most: StorageUsage
  readonly held: ClusterUsage
  readonly allowance: Allowance
}

export interface Host extends Inheritance {
  /** Resolves with undefined for the level `silent`. */
  openLog(level: LogLevel): Promise<ServerLog>
  openListener(base: Base, pki: Pki): Promise<Listener>
  /** whether the process hosts many servers, which share more and cache less; default: false */
  readonly isHosted?: boolean
  /** undefined: no limits */
  readonly limits?: HostLimits
}

export const STANDALONE: Host = { openLog, openListener }
