/** The controllers of a server: kube-controller-manager of a cluster. */
import { hostname } from 'node:os'
import { realTime } from '../apimachinery/clock.ts'
import type { Lease } from '../apis/coordination.ts'
import { buildText, versionInfo } from '../apiserver/http/version.ts'
import { clientsFor } from '../controllers/clients.ts'
import type { CsrOrders, MoreControllers } from '../controllers/extensions.ts'
import { controllers } from '../controllers/index.ts'
import { LeaderElection } from '../controllers/leader-election.ts'
import { leaseLock } from '../controllers/lease-lock.ts'
import { ControllerManager } from '../controllers/manager.ts'
import { externalAddress } from './advertise.ts'
import type { Plane } from './app.ts'
import type { Closing } from './closing.ts'

/** The extensions of the controllers by the rooms above. */
export interface ControllerExtensions {
  readonly orders?: CsrOrders
  readonly more?: MoreControllers
  /** Lets time wait while `isBusy`, until the returned function is called. */
  readonly waitsFor?: (isBusy: () => boolean) => () => void
}

/** The name of kube-controller-manager's Lease. */
const LEASE = 'kube-controller-manager'

/** Starts the controllers, or those of a shared store once this server leads, until it closes. */
export const startControllers = (
  { base, access, state, api, pki }: Plane,
  { orders, more = () => [], waitsFor = () => () => undefined }: ControllerExtensions,
  closing: Closing,
): void => {
  const { options, clock, entropy, log } = base
  const { registries } = api
  const clients = {
    shelf: registries,
    authorizer: access.authorizer,
    self: api.self.user,
    release: options.release,
    clock,
    entropy,
    signal: closing.signal,
    auditTrail: base.audit.controllers,
    build: buildText(versionInfo(options.release)),
  }
  const manager = new ControllerManager({
    make: () =>
      controllers({
        ...clients,
        turns: api.turns,
        rootCa: pki.authority.certificatePem,
        accountKey: pki.accountKey,
        signers: pki.signers,
        clusterSigningSeconds: options.clusterSigningDuration,
        signerDelaySeconds: options.signerDelay,
        podSigner: pki.podSigner,
        isServed: access.isServed,
        selected: options.controllers,
        ...(orders && { orders }),
        log,
        more,
      }),
    waitsFor,
  })
  if (!state.isShared) {
    manager.start()
    closing.add(() => manager.stop())
    return
  }
  const leases = clientsFor(clients).manager<Lease>(
    'leader-election',
    registries.registryOf('coordination.k8s.io', 'leases'),
  )
  const address = options.port === 0 ? hostname() : externalAddress(options, options.port)
  const election = new LeaderElection({
    lock: leaseLock(leases, LEASE),
    identity: `${address}_${entropy.uuid()}`,
    clock: realTime(clock),
    entropy,
    log,
    begin: () => manager.start(),
    end: () => manager.stop(),
  })
  election.start()
  closing.add(() => election.stop())
}
