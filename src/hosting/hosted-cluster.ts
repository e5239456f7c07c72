/** One cluster of a host: asleep in the file, or awake as a server in memory whose every write is in the file. */
import { deserialize, serialize } from 'node:v8'
import type { Clock } from '../apimachinery/clock.ts'
import type { ServerLog } from '../server/log.ts'
import type { ServerOptions } from '../server/options.ts'
import type { Slept } from '../server/state.ts'
import type { Identity } from '../ca/identity.ts'
import type { ServingIdentity } from '../apiserver/http/wire/listener.ts'
import { createServer, type Server } from '../server/server.ts'
import type { Journal } from '../testing/journal/journal.ts'
import type { HostedOptions } from '../testing/bodies/cluster-wishes.ts'
import type { ClusterFile, ClusterRow } from '../storage/shared/cluster-file.ts'
import type { Entry } from '../storage/store.ts'
import { ClusterAllowance } from './allowance.ts'
import { ClusterJournal, recordName } from './cluster-journal.ts'
import { type Cover, packed, unpacked } from './packing.ts'
import { limitsOf, readTerms, type Terms } from './terms.ts'

/** Where a host is found: `127.0.0.1:6443`. */
export interface Where {
  /** by others */
  readonly external: string
  /** by this machine */
  readonly local: string
  readonly port: number
}

/** What every cluster of a host is made of. */
export interface Hosting {
  /** the time of clients */
  readonly realTime: Pick<Clock, 'now'>
  readonly file: ClusterFile
  readonly cover: Cover
  /** the host's; undefined: it is silent */
  readonly log: ServerLog
  /** `isNew`: it starts for the first time */
  readonly optionsOf: (name: string, own: HostedOptions, isNew: boolean) => ServerOptions
  readonly where: () => Where
  /** Runs `task` when it is its turn: few clusters wake at a time. */
  readonly inTurn: <T>(task: () => Promise<T>) => Promise<T>
}

/** What is in no store, and lasts as long as the host's process. */
type Orders = Pick<Slept, 'faults' | 'rules'>

/** Records of so many bytes are replaced by an image. */
const MOST_RECORDED = 8 * 1024 * 1024

interface Awake {
  readonly server: Server
  readonly journal: ClusterJournal
}

/** The cluster is being deleted, or its host stops. */
export class ClusterGone extends Error {
  override readonly name = 'ClusterGone'
}

export class HostedCluster {
  readonly id: number
  readonly name: string
  /** milliseconds since the epoch */
  readonly created: number
  readonly terms: Terms
  readonly token: string
  readonly allowance: ClusterAllowance
  readonly #hosting: Hosting
  #coming: Promise<Awake> | undefined
  #awake: Awake | undefined
  #leaving: Promise<void> = Promise.resolve()
  #orders: Orders = { faults: [], rules: undefined }
  #uses = 0
  #isGone = false

  constructor(hosting: Hosting, { id, name, created, terms, token }: ClusterRow) {
    this.id = id
    this.name = name
    this.created = created
    this.terms = readTerms(terms)
    this.token = hosting.cover.open(tokenName(name), token).toString()
    this.allowance = new ClusterAllowance(hosting.realTime, limitsOf(this.terms))
    this.#hosting = hosting
  }

  /** How much it holds; undefined while it sleeps. */
  get holding(): { readonly objects: number; readonly bytes: number } | undefined {
    return this.#awake?.journal.tally
  }

  get isAwake(): boolean {
    return this.#coming !== undefined
  }

  /** Requests that are not at their end. */
  get uses(): number {
    return this.#uses
  }

  /** Its last requests; undefined while it sleeps. */
  get journal(): Journal | undefined {
    return this.#awake?.server.journal
  }

  /** Calls `task` with the server, which stays awake meanwhile. Rejects as {@link server} and `task`. */
  async use<T>(task: (server: Server) => Promise<T>): Promise<T> {
    const end = this.begin()
    try {
      return await task(await this.server())
    } finally {
      end()
    }
  }

  /** Whether nobody uses it, by its host's listener or by its page. */
  get isIdle(): boolean {
    if (this.#awake === undefined || this.#uses > 0) return false
    const { requests, streams } = this.#awake.server.held
    return requests === 0 && streams === 0
  }

  /** Counts a use until the returned function is called. */
  begin(): () => void {
    this.#uses++
    return () => void this.#uses--
  }

  /** The server, woken where it sleeps. Rejects with what {@link createServer} rejects with, and ClusterGone. */
  async server(): Promise<Server> {
    return (await this.#wake()).server
  }

  /** Who a listener is that serves it alone. Rejects as {@link server}. */
  async identity(): Promise<ServingIdentity> {
    return (await this.server()).mounted!.identity()
  }

  /** By what its administrator comes in; a use for as long as it takes. Rejects as {@link server}. */
  access(): Promise<{ readonly caPem: string; readonly admin: Identity }> {
    return this.use(async ({ authority, mounted }) => ({
      caPem: authority.certificatePem,
      admin: await mounted!.admin(),
    }))
  }

  #wake(): Promise<Awake> {
    if (this.#isGone) return Promise.reject(new ClusterGone(`cluster ${this.name} is gone`))
    if (this.#coming !== undefined) return this.#coming
    const coming = this.#leaving.then(() => this.#hosting.inTurn(() => this.#open()))
    this.#coming = coming
    coming.then(
      (awake) => {
        if (this.#coming === coming) this.#awake = awake
      },
      () => {
        if (this.#coming === coming) this.#coming = undefined
      },
    )
    return coming
  }

  async #open(): Promise<Awake> {
    if (this.#isGone) throw new ClusterGone(`cluster ${this.name} is gone`)
    const { file, cover, log, optionsOf, where } = this.#hosting
    const { image, memo, records } = file.content(this.id)
    const sizes = records.reduce((sum, { length }) => sum + length, 0)
    const journal = new ClusterJournal(file, cover, this.id, sizes)
    const isNew = image === null && records.length === 0
    const { external, local, port } = where()
    const options = optionsOf(this.name, this.terms.options, isNew)
    const server = await createServer(options, await this.#slept(image, memo, isNew), {
      mount: {
        log: log?.child({ cluster: this.name }),
        external: `${external}/clusters/${this.name}`,
        local: `${local}/clusters/${this.name}`,
        port,
        adminToken: this.token,
        most: limitsOf(this.terms),
        held: journal.tally,
        allowance: this.allowance,
        durable: {
          journal,
          records: records.map((record) => cover.open(recordName(this.id), record)),
        },
      },
    })
    try {
      await server.listen()
      if (isNew) {
        await server.clock.settled()
        server.mounted!.begun()
      }
      if (isNew && this.terms.template !== undefined) await this.#fill(server, this.terms.template)
      // what fell due meanwhile has happened before anybody looks
      await server.clock.settled()
      journal.release()
    } catch (error) {
      await server.close()
      throw error
    }
    return { server, journal }
  }

  async #slept(
    image: Buffer | null,
    memo: Buffer | null,
    isNew: boolean,
  ): Promise<Slept | undefined> {
    if (isNew) return undefined
    const { cover } = this.#hosting
    const journal =
      memo === null ? undefined : deserialize(await unpacked(cover, memoName(this.id), memo))
    return {
      image: image === null ? undefined : cover.open(imageName(this.id), image),
      adminToken: this.token,
      ...this.#orders,
      journal: (journal as Slept['journal'] | undefined) ?? { entries: [], last: 0 },
    }
  }

  /** Brings a new one to where its template was. */
  async #fill({ worlds, snapshots }: Server, template: string): Promise<void> {
    const { file, cover } = this.#hosting
    const bytes = file.get(template)
    if (bytes === undefined) return
    const entries = deserialize(await unpacked(cover, template, bytes)) as Entry[]
    const kept = await worlds.save(TEMPLATE, entries)
    await worlds.restore(kept)
    snapshots.remove(TEMPLATE)
  }

  /** Replaces the records of an awake cluster by an image if there are too many. */
  tend(): void {
    if (this.#awake === undefined) return
    const { server, journal } = this.#awake
    if (journal.bytes <= MOST_RECORDED) return
    const { file, cover } = this.#hosting
    const { id } = this
    file.keep(id, cover.close(imageName(id), server.mounted!.image()), null)
    journal.reset()
  }

  /** Goes to sleep, if nobody uses it. Resolves when it does; rejects with what the disk says no with, and then nothing is lost. */
  sleep(): Promise<void> {
    const awake = this.#awake
    if (awake === undefined || !this.isIdle) return this.#leaving
    return this.#leave(async () => {
      const { image, faults, rules, journal } = await awake.server.sleep()
      const { file, cover } = this.#hosting
      this.#orders = { faults, rules }
      const noted = await packed(cover, memoName(this.id), serialize(journal))
      if (awake.journal.bytes === 0) file.note(this.id, noted)
      else file.keep(this.id, cover.close(imageName(this.id), image!), noted)
    })
  }

  /** Ends for good, or with its host; whoever asks later gets ClusterGone. */
  close(): Promise<void> {
    this.#isGone = true
    const coming = this.#coming
    return this.#leave(async () => {
      const awake = await coming?.catch(() => undefined)
      await awake?.server.close()
    })
  }

  #leave(task: () => Promise<void>): Promise<void> {
    this.#awake = undefined
    this.#coming = undefined
    const left = this.#leaving.then(task)
    // one that could not be kept wakes from its records
    this.#leaving = left.catch(() => undefined)
    return left
  }
}

const TEMPLATE = 'template'

/** The name under which the token of a cluster is covered. */
export const tokenName = (cluster: string): string => `token ${cluster}`

const imageName = (id: number): string => `image ${id}`
const memoName = (id: number): string => `memo ${id}`
