import { serialize } from 'node:v8'
import type { ServingIdentity } from '../apiserver/http/wire/listener.ts'
import type { Identity } from '../ca/identity.ts'
import type { RunningServer } from '../server/running-server.ts'
import type { ClusterRow } from '../storage/shared/cluster-file.ts'
import type { RequestJournal } from '../testing/journal/journal.ts'
import { ClusterAllowance } from './allowance.ts'
import { packed } from './packing.ts'
import { limitsOf, readTerms, type Terms } from './terms.ts'
import {
  type AwakeCluster,
  type HostContext,
  imageName,
  memoName,
  type VolatileState,
  wake,
} from './waking.ts'

/** Size in bytes above which an image of the data replaces the records. */
const MOST_RECORDED = 8 * 1024 * 1024

/** The cluster is being deleted, or its host stops. */
export class ClusterGone extends Error {
  override readonly name = 'ClusterGone'
}

export const tokenName = (cluster: string): string => `token ${cluster}`

/**
 * A cluster of a host. While it sleeps, the host's file holds its content. While it is awake, a
 * server holds the content in memory, and appends each write to the file.
 */
export class HostedCluster {
  readonly id: number
  readonly name: string
  /** milliseconds since the epoch */
  readonly created: number
  readonly terms: Terms
  readonly token: string
  readonly allowance: ClusterAllowance
  /** when a use last started or ended, in real time */
  lastUse: number
  readonly #hostContext: HostContext
  #coming: Promise<AwakeCluster> | undefined
  #awake: AwakeCluster | undefined
  #leaving: Promise<void> = Promise.resolve()
  #volatileState: VolatileState = { faults: [], rules: undefined }
  #uses = 0
  #isGone = false

  constructor(hostContext: HostContext, { id, name, created, terms, token }: ClusterRow) {
    this.id = id
    this.name = name
    this.created = created
    this.terms = readTerms(terms)
    this.token = hostContext.cipher.decrypt(tokenName(name), token).toString()
    this.allowance = new ClusterAllowance(hostContext.realTime, limitsOf(this.terms))
    this.lastUse = hostContext.realTime.now()
    this.#hostContext = hostContext
  }

  /** The size of the content; undefined while the cluster sleeps. */
  get usage(): { readonly objects: number; readonly bytes: number } | undefined {
    return this.#awake?.journal.tally
  }

  get isAwake(): boolean {
    return this.#coming !== undefined
  }

  /** The last requests; undefined while the cluster sleeps. */
  get journal(): RequestJournal | undefined {
    return this.#awake?.server.journal
  }

  /** Whether the cluster is awake and unused, and its server holds no requests or streams. */
  get isIdle(): boolean {
    if (this.#awake === undefined || this.#uses > 0) return false
    const { requests, streams } = this.#awake.server.held
    return requests === 0 && streams === 0
  }

  /** Marks the cluster as used until the returned function is called. */
  begin(): () => void {
    this.#uses++
    this.#noteUse()
    return () => {
      this.#uses--
      this.#noteUse()
    }
  }

  #noteUse(): void {
    this.lastUse = this.#hostContext.realTime.now()
  }

  /** Calls `task` with the awake server. Rejects with the errors of {@link server} and `task`. */
  async use<T>(task: (server: RunningServer) => Promise<T>): Promise<T> {
    const end = this.begin()
    try {
      return await task(await this.server())
    } finally {
      end()
    }
  }

  /**
   * Returns the server, waking it if necessary. Rejects with the errors of `createServer`, and
   * ClusterGone.
   */
  async server(): Promise<RunningServer> {
    return (await this.#wake()).server
  }

  /** Returns the listener's certificate for this cluster. Rejects like {@link server}. */
  async identity(): Promise<ServingIdentity> {
    return (await (await this.server()).identities()).serving
  }

  /** Returns the administrator's credentials. Rejects like {@link server}. */
  access(): Promise<{ readonly caPem: string; readonly admin: Identity }> {
    return this.use(async (server) => ({
      caPem: server.authority.certificatePem,
      admin: (await server.identities()).admin,
    }))
  }

  #wake(): Promise<AwakeCluster> {
    if (this.#isGone) return Promise.reject(this.#gone)
    if (this.#coming !== undefined) return this.#coming
    const coming = this.#leaving.then(() =>
      this.#hostContext.inTurn(() => {
        if (this.#isGone) throw this.#gone
        return wake(this.#hostContext, this, this.#volatileState)
      }),
    )
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

  get #gone(): ClusterGone {
    return new ClusterGone(`cluster ${this.name} is gone`)
  }

  /** Replaces the records of an awake cluster with an image if they are too large. */
  tend(): void {
    if (this.#awake === undefined) return
    const { server, journal } = this.#awake
    if (journal.bytes <= MOST_RECORDED) return
    this.#keep(server.image(), null)
    journal.reset()
  }

  #keep(image: Buffer, memo: Buffer | null): void {
    const { file, cipher } = this.#hostContext
    file.keep(this.id, cipher.encrypt(imageName(this.id), image), memo)
  }

  /**
   * Puts the cluster to sleep if it is idle. If SQLite fails, rejects and keeps the records, so
   * nothing is lost.
   */
  sleep(): Promise<void> {
    const awake = this.#awake
    if (awake === undefined || !this.isIdle) return this.#leaving
    return this.#leave(async () => {
      const { image, faults, rules, journal } = await awake.server.sleep()
      const { file, cipher } = this.#hostContext
      this.#volatileState = { faults, rules }
      const memo = await packed(cipher, memoName(this.id), serialize(journal))
      if (awake.journal.bytes === 0) file.note(this.id, memo)
      else this.#keep(image!, memo)
    })
  }

  /**
   * Closes the cluster, because it was deleted or its host stops; later calls reject with
   * ClusterGone.
   */
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
    // if the image could not be written, the cluster wakes from its records
    this.#leaving = left.catch(() => undefined)
    return left
  }
}
