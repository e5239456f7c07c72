/** When the controllers of a server run. */
import { hostname } from 'node:os'
import { type ClusterTime, realTime } from '../api/clock.ts'
import type { Entropy } from '../api/entropy.ts'
import type { Lease } from '../api/kinds/coordination.ts'
import { LeaderElection } from '../controllers/leader-election.ts'
import { leaseLock } from '../controllers/lease-lock.ts'
import type { ControllerManager } from '../controllers/manager.ts'
import type { Client } from '../registry/client.ts'
import type { Log } from './log.ts'

/** The name of kube-controller-manager's Lease. */
const LEASE = 'kube-controller-manager'

export interface LeadingParts {
  readonly manager: ControllerManager
  /** of kube-controller-manager, for the Lease */
  readonly leases: () => Client<Lease>
  readonly clock: ClusterTime
  readonly entropy: Entropy
  readonly log: Log
  /** whether other servers have the same store */
  readonly isShared: boolean
  /** `host:port` of this server, which the Lease shows; undefined while the port is not known */
  readonly address: string | undefined
}

/** Runs the controllers from now on, or while this server leads all that share its store. Returns the function that stops them. */
export const runControllers = (parts: LeadingParts): (() => Promise<void>) => {
  const { manager, leases, clock, entropy, log, isShared, address } = parts
  if (!isShared) {
    manager.start()
    return () => manager.stop()
  }
  const election = new LeaderElection({
    lock: leaseLock(leases(), LEASE),
    identity: `${address ?? hostname()}_${entropy.uuid()}`,
    clock: realTime(clock),
    entropy,
    log,
    begin: () => manager.start(),
    end: () => manager.stop(),
  })
  election.start()
  return () => election.stop()
}
