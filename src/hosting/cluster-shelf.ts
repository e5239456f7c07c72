/** The clusters of a host: which there are, and which are awake. */
import type { Clock } from '../apimachinery/clock.ts'
import type { Entropy } from '../apimachinery/entropy.ts'
import type { ClusterWish } from './management/cluster-host.ts'
import type { Entry } from '../storage/store.ts'
import type { Guest } from './cluster-router.ts'
import { HostedCluster, type Hosting, tokenName } from './hosted-cluster.ts'
import { Templates } from './templates.ts'
import { termsText } from './terms.ts'

export interface ShelfParts {
  readonly hosting: Omit<Hosting, 'realTime'>
  readonly entropy: Entropy
  /** the time of clients */
  readonly realTime: Pick<Clock, 'now'>
  /** how long nobody uses a cluster that goes to sleep, milliseconds */
  readonly idleMs: number
  /** of those that nobody uses, no more than make so many with the others stay awake */
  readonly mostAwake: number
  /** hears what could not be done for a cluster, or for all */
  readonly report: (error: unknown, cluster: string | undefined) => void
}

const TOKEN_BYTES = 24

export class ClusterShelf {
  readonly #parts: ShelfParts
  readonly #hosting: Hosting
  readonly #guests = new Map<string, Guest>()
  /** those whose time will come */
  readonly #mortals = new Set<Guest>()
  readonly #templates: Templates
  #tended: Promise<void> = Promise.resolve()

  constructor(parts: ShelfParts) {
    this.#parts = parts
    this.#templates = new Templates(parts.hosting)
    this.#hosting = { ...parts.hosting, realTime: parts.realTime }
    for (const row of parts.hosting.file.all()) this.#put(new HostedCluster(this.#hosting, row))
    this.#templates.tidy(this.all().flatMap(({ cluster }) => cluster.terms.template ?? []))
  }

  /** In the order of their making. */
  all(): Guest[] {
    return [...this.#guests.values()]
  }

  find(name: string): Guest | undefined {
    return this.#guests.get(name)
  }

  #put(cluster: HostedCluster): Guest {
    const { realTime } = this.#parts
    const guest: Guest = {
      cluster,
      lastUse: realTime.now(),
    }
    this.#guests.set(cluster.name, guest)
    if (cluster.terms.expires !== undefined) this.#mortals.add(guest)
    return guest
  }

  /** Creates all or none, durable on return; no name may be taken. Each starts with its first request. `objects`: of the template. */
  create(
    { names, ttlMs, limits = {}, ...options }: Omit<ClusterWish, 'template'>,
    objects: readonly Entry[] | undefined,
  ): Guest[] {
    const { hosting, entropy, realTime } = this.#parts
    const { file, cover } = hosting
    const created = realTime.now()
    const template = objects && this.#templates.keep(objects)
    const terms = termsText({
      ...(ttlMs !== undefined && { expires: created + ttlMs }),
      ...(template !== undefined && { template }),
      limits,
      options,
    })
    const rows = names.map((name) => {
      const token = entropy.bytes(TOKEN_BYTES).toString('base64url')
      return {
        name,
        created,
        terms,
        token: cover.close(tokenName(name), Buffer.from(token)),
      }
    })
    const ids = file.insert(rows)
    return rows.map((row, i) =>
      this.#put(new HostedCluster(this.#hosting, { ...row, id: ids[i]! })),
    )
  }

  /** Ends clusters that are there, with all that they hold. */
  async remove(guests: readonly Guest[]): Promise<void> {
    const { file } = this.#parts.hosting
    file.remove(guests.map(({ cluster }) => cluster.id))
    for (const guest of guests) {
      this.#guests.delete(guest.cluster.name)
      this.#mortals.delete(guest)
    }
    await Promise.all(guests.map(({ cluster }) => cluster.close()))
  }

  /** Ends those whose time has come, and lets those sleep that nobody uses. One round at a time. */
  tend(): Promise<void> {
    this.#tended = this.#tended.then(() => this.#tend())
    return this.#tended
  }

  async #tend(): Promise<void> {
    const { realTime, idleMs, mostAwake, report } = this.#parts
    const now = realTime.now()
    const over = [...this.#mortals].filter(({ cluster }) => cluster.terms.expires! <= now)
    if (over.length > 0) await this.#trying(over[0]!, () => this.remove(over), report)
    const awake = this.all().filter(({ cluster }) => cluster.isAwake)
    awake.sort((a, b) => a.lastUse - b.lastUse)
    for (const [i, guest] of awake.entries()) {
      const isTooMany = awake.length - i > mostAwake
      await this.#trying(
        guest,
        async () => {
          if (isTooMany || guest.lastUse + idleMs <= realTime.now()) await guest.cluster.sleep()
          guest.cluster.tend()
        },
        report,
      )
    }
  }

  async #trying(
    { cluster }: Guest,
    task: () => Promise<void>,
    report: ShelfParts['report'],
  ): Promise<void> {
    try {
      await task()
    } catch (error) {
      report(error, cluster.name)
    }
  }

  /** Ends all that is awake; what it holds is in the file already. */
  async close(): Promise<void> {
    await this.#tended
    await Promise.all(this.all().map(({ cluster }) => cluster.close()))
  }
}
