/**
 * Leader election (client-go's `tools/leaderelection`, 1.33): the leader holds a Lease and keeps
 * renewing it. Candidates measure the Lease's age from when they saw it change, so clock skew does
 * no harm.
 */
import { type Clock, formatMicroTime } from '../apimachinery/clock.ts'
import type { Entropy } from '../apimachinery/entropy.ts'
import { settledWithin } from '../apimachinery/pause.ts'
import type { Lease, LeaseSpec } from '../apis/coordination.ts'
import type { ControllerLog } from './log.ts'
import type { ObjectClient } from './object-client.ts'

/** `--leader-elect-lease-duration`: an unchanged Lease is free after this */
const LEASE_MS = 15_000
/** `--leader-elect-renew-deadline`: a leader that cannot renew resigns after this */
const RENEW_MS = 10_000
/** `--leader-elect-retry-period` */
const RETRY_MS = 2000
/** `JitterFactor`: the maximum jitter, in retry periods */
const JITTER = 1.2

const NAMESPACE = 'kube-system'
const NAME = 'kube-controller-manager'

interface ElectionLog extends ControllerLog {
  info(details: object, message: string): void
}

interface ElectionParts {
  readonly leases: Pick<ObjectClient<Lease>, 'live' | 'create' | 'update'> & {
    /** Calls `wake` after changes, until the returned function is called. */
    onChange?(wake: () => void): () => void
  }
  /** unique per candidate */
  readonly identity: string
  /** real time */
  readonly clock: Clock
  readonly entropy: Entropy
  readonly log: ElectionLog
  readonly begin: () => void
  /** Resolves once all work as leader has ended. */
  readonly end: () => Promise<void>
}

interface SeenLease {
  readonly lease: Lease | undefined
  /** when this candidate saw the Lease change, or began to write it */
  readonly at: number
}

/**
 * Becomes a candidate. Returns the function that resigns, waits until all work as leader has ended,
 * and then releases the Lease.
 */
export const electLeader = ({
  leases,
  identity,
  clock,
  entropy,
  log,
  begin,
  end,
}: ElectionParts): (() => Promise<void>) => {
  const details = { lease: `${NAMESPACE}/${NAME}` }
  let seen: SeenLease | undefined
  let leads = false
  let isStopped = false
  let trying: Promise<void> | undefined
  let ended: Promise<void> = Promise.resolve()
  let cancelNext = (): void => undefined
  let cancelDeadline = (): void => undefined

  const look = async (): Promise<SeenLease> => {
    const lease = await leases.live(NAME, NAMESPACE)
    const isSame = seen?.lease?.metadata.resourceVersion === lease?.metadata.resourceVersion
    if (seen === undefined || !isSame) seen = { lease, at: clock.now() }
    return seen
  }
  const write = (from: Lease | undefined, spec: LeaseSpec): Promise<Lease> =>
    from === undefined
      ? leases.create(
          {
            kind: 'Lease',
            apiVersion: 'coordination.k8s.io/v1',
            metadata: { name: NAME, namespace: NAMESPACE },
            spec,
          },
          NAMESPACE,
        )
      : leases.update({ ...from, spec })
  /** milliseconds until another holder's Lease expires; 0 or less if this candidate may take it */
  const heldFor = ({ lease, at }: SeenLease): number => {
    const { holderIdentity = '', leaseDurationSeconds = 0 } = lease?.spec ?? {}
    if (holderIdentity === '' || holderIdentity === identity) return 0
    return at + leaseDurationSeconds * 1000 - clock.now()
  }
  const jittered = (): number =>
    RETRY_MS * (1 + (entropy.bytes(4).readUInt32BE() / 2 ** 32) * JITTER)
  const resign = (): void => {
    cancelDeadline()
    if (!leads) return
    leads = false
    ended = end()
  }
  const lead = (left: number): void => {
    cancelDeadline()
    cancelDeadline = clock.after(left, () => {
      log.warn(details, 'the lease could not be renewed in time')
      resign()
    })
    if (leads || isStopped) return
    leads = true
    log.info({ ...details, identity }, 'became leader')
    begin()
  }
  const logFailure = (error: unknown): void =>
    log.debug({ ...details, err: error }, 'the lease could not be read or written')
  /** Returns the milliseconds until the next try. */
  const acquireOrRenew = async (): Promise<number> => {
    let now: number
    try {
      const found = await look()
      const held = heldFor(found)
      if (held > 0) {
        if (leads) {
          log.warn(details, 'another process has taken the lease')
          resign()
        }
        return Math.min(jittered(), held)
      }
      now = clock.now()
      const { acquireTime, leaseTransitions = 0, holderIdentity } = found.lease?.spec ?? {}
      const isOwn = holderIdentity === identity
      const isTaken = found.lease !== undefined && !isOwn
      const lease = await write(found.lease, {
        holderIdentity: identity,
        leaseDurationSeconds: LEASE_MS / 1000,
        acquireTime: isOwn && acquireTime !== undefined ? acquireTime : formatMicroTime(now),
        renewTime: formatMicroTime(now),
        leaseTransitions: isTaken ? leaseTransitions + 1 : leaseTransitions,
      })
      // others may see the Lease before this write returns, so its age counts from before the write
      seen = { lease, at: now }
    } catch (error) {
      logFailure(error)
      return leads ? RETRY_MS : jittered()
    }
    const left = now + RENEW_MS - clock.now()
    if (left > 0) lead(left)
    return RETRY_MS
  }
  const attempt = (): void => {
    if (trying !== undefined || isStopped) return
    cancelNext()
    trying = acquireOrRenew().then((next) => {
      trying = undefined
      if (!isStopped) cancelNext = clock.after(next, attempt)
    })
  }
  const onChange = async (): Promise<void> => {
    const found = await look()
    if (leads ? heldFor(found) > 0 : (found.lease?.spec.holderIdentity ?? '') === '') attempt()
  }
  const release = (): Promise<unknown> => {
    const now = formatMicroTime(clock.now())
    return write(seen?.lease, {
      holderIdentity: '',
      leaseDurationSeconds: 1,
      acquireTime: now,
      renewTime: now,
      leaseTransitions: seen?.lease?.spec.leaseTransitions ?? 0,
    }).catch((error: unknown) =>
      log.debug({ ...details, err: error }, 'the lease could not be released'),
    )
  }

  // deferred until the commit that reported the change is done
  const unfollow = leases.onChange?.(() => setImmediate(() => void onChange().catch(logFailure)))
  attempt()
  return async () => {
    isStopped = true
    unfollow?.()
    cancelNext()
    await settledWithin(clock, RETRY_MS, trying)
    const held = leads
    resign()
    await ended
    if (held) await settledWithin(clock, RETRY_MS, release())
  }
}
