import { serialize } from 'node:v8'
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

/** bytes of recorded writes; above this, an image of the cluster replaces them */
const MOST_RECORDED = 8 * 1024 * 1024

/** The cluster is being deleted, or its host stops. */
export class ClusterGone extends Error {
  override readonly name = 'ClusterGone'
}

export const tokenName = (cluster: string): string => `token ${cluster}`

/**
 * While a cluster sleeps, the host's file holds its content. While it is awake, a server holds the
 * content in memory, and appends each write to the file.
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

  /** undefined while the cluster sleeps or wakes */
  get usage(): { readonly objects: number; readonly bytes: number } | undefined {
    return this.#awake?.journal.tally
  }

  /** also true while the cluster wakes */
  get isAwake(): boolean {
    return this.#coming !== undefined
  }

  /** undefined while the cluster sleeps or wakes */
  get journal(): RequestJournal | undefined {
    return this.#awake?.server.journal
  }

  /** awake, without uses, requests or streams */
  get isIdle(): boolean {
    if (this.#awake === undefined || this.#uses > 0) return false
    const { requests, streams } = this.#awake.server.held
    return requests === 0 && streams === 0
  }

  /** Returns the function that ends this use. */
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

  /**
   * Wakes the cluster, and keeps it awake during `task`. Rejects with the errors of {@link server}
   * and `task`.
   */
  async use<T>(task: (server: RunningServer) => Promise<T>): Promise<T> {
    const end = this.begin()
    try {
      return await task(await this.server())
    } finally {
      end()
    }
  }

  /** Wakes the cluster. Rejects with ClusterGone and the errors of `createServer`. */
  async server(): Promise<RunningServer> {
    return (await this.#wake()).server
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

  /** Replaces the records by an image if they are too large. */
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

  /** Does nothing if the cluster is not idle. If SQLite fails, rejects and keeps the records. */
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

  /** Stops the server. Later calls of {@link server} and {@link use} reject with ClusterGone. */
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
    // if no image was written, the cluster wakes from its records
    this.#leaving = left.catch(() => undefined)
    return left
  }
}
