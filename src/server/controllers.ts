import { hostname } from 'node:os'
import { realTime } from '../apimachinery/clock.ts'
import type { Lease } from '../apis/coordination.ts'
import type { CoreEvent } from '../apis/events.ts'
import type { CsrOrders, MoreControllers } from '../controllers/extensions.ts'
import { eventCleaner } from '../controllers/event-cleaner.ts'
import { type ControlledServer, controllers } from '../controllers/index.ts'
import { electLeader } from '../controllers/leader-election.ts'
import { controllerManager } from '../controllers/manager.ts'
import { clientContent } from '../controllers/namespace-content.ts'
import type { Clients } from '../controllers/object-client.ts'
import { externalAddress } from './advertise.ts'
import { isAllowed } from '../apiserver/authz/allowed.ts'
import type { Plane } from './app.ts'
import type { Closing } from './closing.ts'
import { clientsFor } from './controller-clients.ts'

export interface ControllerExtensions {
  readonly orders?: CsrOrders
  readonly more?: MoreControllers
  /** Makes clock moves wait while `isBusy` returns true. The returned function removes `isBusy`. */
  readonly waitsFor?: (isBusy: () => boolean) => () => void
}

const serverFor = ({ access, api }: Plane, clients: Clients): ControlledServer => {
  const { registries } = api.registries
  const those = (
    account: string,
    isWanted: (resource: (typeof registries)[number]['resource']) => boolean | undefined,
  ) =>
    registries
      .filter(({ resource }) => isWanted(resource))
      .map(({ resource }) => ({
        resource,
        client: clients.account(account, `${resource.group}/${resource.resource}`),
      }))
  return {
    clients,
    review: (user, question) => isAllowed(access.authorizer, user, question),
    collected: {
      follow: (add) =>
        those('generic-garbage-collector', (one) => one.garbageCollected !== false).forEach(add),
    },
    namespaceContents: () => ({
      contents: those('namespace-controller', ({ namespaced }) => namespaced).map(
        ({ resource, client }) => clientContent(resource, client),
      ),
    }),
    isServed: access.isServed,
  }
}

/** Runs the controllers until the server closes; on a shared store, only on the leader. */
export const startControllers = (
  plane: Plane,
  { orders, more = () => [], waitsFor = () => () => undefined }: ControllerExtensions,
  closing: Closing,
): void => {
  const { base, state, api, pki } = plane
  const { options, clock, entropy, log } = base
  const as = clientsFor(plane, closing.signal)
  const manager = controllerManager({
    make: () => [
      ...controllers({
        server: serverFor(plane, as),
        selected: options.controllers,
        release: options.release,
        clock,
        turns: api.turns,
        signing: {
          rootCa: pki.authority.certificatePem,
          accountKey: pki.accountKey,
          signers: pki.signers,
          maximumSeconds: options.clusterSigningDuration,
          delaySeconds: options.signerDelay,
          podSigner: pki.podSigner,
        },
        ...(orders && { orders }),
        log,
      }),
      ...more(as),
      // on a real server, etcd's leases delete events
      eventCleaner({ client: as.own<CoreEvent>('events'), clock, log }),
    ],
    waitsFor,
  })
  if (!state.isShared) {
    manager.start()
    closing.add(() => manager.stop())
    return
  }
  const address = options.port === 0 ? hostname() : externalAddress(options, options.port)
  const stop = electLeader({
    leases: as.manager<Lease>('leader-election', 'coordination.k8s.io/leases'),
    identity: `${address}_${entropy.uuid()}`,
    clock: realTime(clock),
    entropy,
    log,
    begin: () => manager.start(),
    end: () => manager.stop(),
  })
  closing.add(stop)
}
