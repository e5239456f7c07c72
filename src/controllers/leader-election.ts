/**
 * Leader election (client-go's `tools/leaderelection`, 1.33, with kube-controller-manager's
 * defaults): the leader keeps renewing a lock with its name. Candidates measure the lock's age by
 * their own clocks, from when they saw it change, so clock skew does no harm.
 */
import { type Clock, formatMicroTime } from '../apimachinery/clock.ts'
import type { Entropy } from '../apimachinery/entropy.ts'
import type { Lease, LeaseSpec } from '../apis/coordination.ts'
import type { Lock } from './lease-lock.ts'
import type { ControllerLog } from './log.ts'

/** `--leader-elect-lease-duration`: an unchanged lock is free after this */
const LEASE_MS = 15_000
/** `--leader-elect-renew-deadline`: a leader that cannot renew resigns, before others take over */
const RENEW_MS = 10_000
/** `--leader-elect-retry-period` */
const RETRY_MS = 2000
/** `JitterFactor`, as a fraction of the period */
const JITTER = 1.2

interface ElectionLog extends ControllerLog {
  info(details: object, message: string): void
}

interface LeaderElectionParts {
  readonly lock: Lock
  /** unique per candidate */
  readonly identity: string
  /** in real time, like the clocks of other processes */
  readonly clock: Clock
  readonly entropy: Entropy
  readonly log: ElectionLog
  readonly begin: () => void
  /** called when this candidate stops leading; resolves once all work as leader has ended */
  readonly end: () => Promise<void>
}

export class LeaderElection {
  readonly #parts: LeaderElectionParts
  /** the last seen state of the lock, and when it changed */
  #seen: { readonly lease: Lease | undefined; readonly at: number } | undefined
  #leads = false
  #stopped = false
  #trying: Promise<void> | undefined
  #ended: Promise<void> = Promise.resolve()
  #cancelNext = (): void => undefined
  #cancelDeadline = (): void => undefined
  #unfollow = (): void => undefined

  constructor(parts: LeaderElectionParts) {
    this.#parts = parts
  }

  get leads(): boolean {
    return this.#leads
  }

  start(): void {
    this.#unfollow = this.#parts.lock.follow(() => this.#onChange())
    this.#try()
  }

  /**
   * Resigns and releases the lock. Resolves once all work has ended; a lock that cannot be released
   * within a retry period expires by itself.
   */
  async stop(): Promise<void> {
    this.#stopped = true
    this.#unfollow()
    this.#cancelNext()
    const { clock } = this.#parts
    const inTime = (task: Promise<unknown> | undefined): Promise<unknown> =>
      new Promise<void>((resolve) => {
        const callOff = clock.after(RETRY_MS, resolve)
        const over = (): void => {
          callOff()
          resolve()
        }
        Promise.resolve(task).then(over, over)
      })
    await inTime(this.#trying)
    const held = this.#leads
    this.#resign()
    await this.#ended
    if (held) await inTime(this.#release())
  }

  #look(): { readonly lease: Lease | undefined; readonly at: number } {
    const lease = this.#parts.lock.seen()
    const before = this.#seen
    if (
      before === undefined ||
      before.lease?.metadata.resourceVersion !== lease?.metadata.resourceVersion
    )
      this.#seen = { lease, at: this.#parts.clock.now() }
    return this.#seen!
  }

  /** Milliseconds until another holder's lock expires; 0 or less: free or own. */
  #heldFor(): number {
    const { lease, at } = this.#look()
    const { holderIdentity = '', leaseDurationSeconds = 0 } = lease?.spec ?? {}
    if (holderIdentity === '' || holderIdentity === this.#parts.identity) return 0
    return at + leaseDurationSeconds * 1000 - this.#parts.clock.now()
  }

  #onChange(): void {
    const isHeld = this.#heldFor() > 0
    const { holderIdentity = '' } = this.#look().lease?.spec ?? {}
    // later, after the commit that reported the change
    if (this.#leads ? isHeld : holderIdentity === '') setImmediate(() => this.#try())
  }

  #try(): void {
    if (this.#trying !== undefined || this.#stopped) return
    this.#cancelNext()
    this.#trying = this.#acquireOrRenew().then((next) => {
      this.#trying = undefined
      if (!this.#stopped) this.#cancelNext = this.#parts.clock.after(next, () => this.#try())
    })
  }

  /** Tries once; returns the milliseconds until the next try. */
  async #acquireOrRenew(): Promise<number> {
    const { clock, identity, lock, log } = this.#parts
    try {
      await lock.refresh?.()
    } catch (error) {
      log.debug({ err: error, lease: lock.name }, 'the lease could not be read')
      return this.#leads ? RETRY_MS : this.#jittered()
    }
    const held = this.#heldFor()
    if (held > 0) {
      if (this.#leads) {
        log.warn({ lease: lock.name }, 'another process has taken the lease')
        this.#resign()
      }
      return Math.min(this.#jittered(), held)
    }
    const now = clock.now()
    const { lease } = this.#look()
    const { acquireTime, leaseTransitions, holderIdentity } = lease?.spec ?? {}
    const isOwn = holderIdentity === identity
    try {
      const written = await lock.write(lease, {
        holderIdentity: identity,
        leaseDurationSeconds: LEASE_MS / 1000,
        acquireTime: isOwn && acquireTime !== undefined ? acquireTime : formatMicroTime(now),
        renewTime: formatMicroTime(now),
        leaseTransitions:
          lease === undefined || isOwn ? (leaseTransitions ?? 0) : (leaseTransitions ?? 0) + 1,
      })
      // others may see the lock before its writer knows, so count from before the write
      this.#seen = { lease: written, at: now }
    } catch (error) {
      log.debug({ err: error, lease: lock.name }, 'the lease could not be written')
      return this.#leads ? RETRY_MS : this.#jittered()
    }
    const left = now + RENEW_MS - clock.now()
    if (left > 0) this.#lead(left)
    return RETRY_MS
  }

  #lead(left: number): void {
    const { begin, clock, identity, lock, log } = this.#parts
    this.#cancelDeadline()
    this.#cancelDeadline = clock.after(left, () => {
      log.warn({ lease: lock.name }, 'the lease could not be renewed in time')
      this.#resign()
    })
    if (this.#leads || this.#stopped) return
    this.#leads = true
    log.info({ lease: lock.name, identity }, 'became leader')
    begin()
  }

  #resign(): void {
    this.#cancelDeadline()
    if (!this.#leads) return
    this.#leads = false
    this.#ended = this.#parts.end()
  }

  async #release(): Promise<void> {
    const { clock, lock, log } = this.#parts
    const lease = this.#seen?.lease
    const now = formatMicroTime(clock.now())
    const spec: LeaseSpec = {
      holderIdentity: '',
      leaseDurationSeconds: 1,
      acquireTime: now,
      renewTime: now,
      leaseTransitions: lease?.spec.leaseTransitions ?? 0,
    }
    try {
      await lock.write(lease, spec)
    } catch (error) {
      log.debug({ err: error, lease: lock.name }, 'the lease could not be released')
    }
  }

  #jittered(): number {
    return RETRY_MS * (1 + (this.#parts.entropy.bytes(4).readUInt32BE() / 2 ** 32) * JITTER)
  }
}
