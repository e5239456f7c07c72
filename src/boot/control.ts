/** Runs the controllers of a server: what kube-controller-manager is to a cluster. */
import type { Lease } from '../api/kinds/coordination.ts'
import { clientsFor } from '../controllers/clients.ts'
import { type ControllerParts, controllers } from '../controllers/index.ts'
import { ControllerManager } from '../controllers/manager.ts'
import type { ClusterClock } from '../manage/clock/cluster-clock.ts'
import type { Closing } from './closing.ts'
import { runControllers } from './leading.ts'
import type { Log } from './log.ts'

export interface ControlParts extends ControllerParts {
  readonly clock: ClusterClock
  readonly log: Log
  /** whether other servers have the same store */
  readonly isShared: boolean
  /** `host:port` of this server; undefined while the port is not known */
  readonly address: string | undefined
}

/** They run from now on, or while this server leads those that have its store, until it closes. */
export const control = (parts: ControlParts, closing: Closing): void => {
  const { clock, entropy, log, isShared, address, shelf } = parts
  closing.add(
    runControllers({
      manager: new ControllerManager({
        make: () => controllers(parts),
        waitsFor: (isBusy) => clock.waitsFor(isBusy),
      }),
      leases: () =>
        clientsFor(parts).manager<Lease>(
          'leader-election',
          shelf.registryOf('coordination.k8s.io', 'leases'),
        ),
      clock,
      entropy,
      log,
      isShared,
      address,
    }),
  )
}
