/** Runs the controllers of a server: what kube-controller-manager is to a cluster. */
import { hostname } from 'node:os'
import { realTime } from '../apimachinery/clock.ts'
import type { Lease } from '../apis/coordination.ts'
import { clientsFor } from '../controllers/clients.ts'
import { type ControllerParts, controllers } from '../controllers/index.ts'
import { LeaderElection } from '../controllers/leader-election.ts'
import { leaseLock } from '../controllers/lease-lock.ts'
import { ControllerManager } from '../controllers/manager.ts'
import type { ClusterClock } from '../testing/clock/cluster-clock.ts'
import type { Closing } from './closing.ts'
import type { Log } from './log.ts'

interface ControlParts extends ControllerParts {
  readonly clock: ClusterClock
  readonly log: Log
  /** whether other servers have the same store */
  readonly isShared: boolean
  /** `host:port` of this server, which the Lease shows; undefined while the port is not known */
  readonly address: string | undefined
}

/** The name of kube-controller-manager's Lease. */
const LEASE = 'kube-controller-manager'

/** They run from now on, or while this server leads those that have its store, until it closes. */
export const control = (parts: ControlParts, closing: Closing): void => {
  const { clock, entropy, log, isShared, address, shelf } = parts
  const manager = new ControllerManager({
    make: () => controllers(parts),
    waitsFor: (isBusy) => clock.waitsFor(isBusy),
  })
  if (!isShared) {
    manager.start()
    closing.add(() => manager.stop())
    return
  }
  const leases = clientsFor(parts).manager<Lease>(
    'leader-election',
    shelf.registryOf('coordination.k8s.io', 'leases'),
  )
  const election = new LeaderElection({
    lock: leaseLock(leases, LEASE),
    identity: `${address ?? hostname()}_${entropy.uuid()}`,
    clock: realTime(clock),
    entropy,
    log,
    begin: () => manager.start(),
    end: () => manager.stop(),
  })
  election.start()
  closing.add(() => election.stop())
}
