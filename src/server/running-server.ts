import type { Requester } from '../apiserver/client/call.ts'
import type { HeldResources } from '../apiserver/http/server.ts'
import type { AnyRequest, AnyResponse } from '../apiserver/http/wire/message.ts'
import type { CertificateAuthority } from '../ca/authority.ts'
import type { Identity } from '../ca/identity.ts'
import { rememberNew } from '../controllers/bootstrap-new.ts'
import type { Snapshots } from '../storage/store.ts'
import type { PageParts } from '../teaching/page/parts.ts'
import type { Approvers } from '../testing/approvers/approvers.ts'
import type { ClusterClock } from '../testing/clock/cluster-clock.ts'
import type { Faults } from '../testing/faults/faults.ts'
import type { Feature } from '../testing/feature.ts'
import type { RequestJournal } from '../testing/journal/journal.ts'
import type { Populated } from '../testing/populate/populate.ts'
import type { SnapshotManager } from '../testing/snapshots/snapshot-manager.ts'
import { ADMIN } from './authentication.ts'
import type { MovableBase } from './base.ts'
import type { Closing } from './closing.ts'
import type { ControlPlane } from './control-plane.ts'
import type { Listener, Listening } from './listener.ts'
import { startError } from './start-error.ts'
import type { SleepState } from './state.ts'
import type { Teaching } from './teaching.ts'
import type { Testing } from './testing.ts'

interface Phases {
  readonly base: MovableBase
  readonly plane: ControlPlane
  readonly testing: Testing
  readonly teaching: Teaching
  /** whether the cluster woke from sleep; then its startup documents are already applied */
  readonly isAwakened: boolean
}

export class RunningServer {
  readonly authority: CertificateAuthority
  readonly adminToken: string
  readonly clock: ClusterClock
  readonly journal: RequestJournal
  readonly faults: Faults
  readonly approvers: Approvers
  readonly snapshotManager: SnapshotManager
  readonly snapshots: Snapshots
  readonly listener: Listener
  readonly closing: Closing
  readonly #phases: Phases
  #populated: readonly Populated[] = []

  constructor(phases: Phases, closing: Closing) {
    const { base, plane, testing, teaching } = phases
    this.authority = plane.pki.authority
    this.adminToken = plane.state.adminToken
    this.clock = base.clock
    this.journal = testing.journal
    this.faults = testing.faults
    this.approvers = testing.approvers
    this.snapshotManager = testing.snapshotManager
    this.snapshots = plane.state.store.snapshots
    this.listener = plane.listener
    this.closing = closing
    this.#phases = phases
    closing.add(() => plane.app.close())
    closing.add(() => teaching.page.close())
    closing.add(() => base.clock.stop())
    closing.add(() => testing.journal.close())
  }

  /** On a hosted server, call {@link identities} first. */
  get admin(): Identity {
    return this.#phases.plane.pki.certificates.admin
  }

  identities(): ReturnType<ControlPlane['pki']['certificates']['make']> {
    return this.#phases.plane.pki.certificates.make()
  }

  /**
   * Applies the startup documents and starts serving. On failure, closes everything and rejects
   * with ListenError, OpenError or OptionsError (for the documents).
   */
  async listen(): Promise<Listening> {
    const { base, plane, testing, teaching, isAwakened } = this.#phases
    const { app, listener, ownObjects } = plane
    const { options } = base
    try {
      if (!isAwakened) this.#populated = await testing.population.begin()
      await app.ready()
      const listening = await listener.listen(app)
      if (options.ui) await teaching.page.open()
      if (options.shutdownDelayDuration > 0)
        this.closing.takeLeave(() => app.leave(options.shutdownDelayDuration * 1000))
      await ownObjects.write()
      this.closing.add(() => ownObjects.leave())
      base.log.info({ url: listening.url }, 'serving')
      return listening
    } catch (error) {
      await this.close()
      throw startError(error, options)
    }
  }

  /** one result for each source of startup documents; empty if none were applied */
  get populated(): readonly Populated[] {
    return this.#populated
  }

  /** resources of unfinished requests, for tests and to tell whether a hosted cluster is idle */
  get held(): HeldResources {
    return this.#phases.plane.app.held()
  }

  /** Sends a request as the administrator, in JSON unless `headers` say otherwise. */
  readonly inject: Requester['inject'] = (method, url, body, headers) =>
    this.#phases.plane.app.inject(method, url, this.adminToken, body, headers)

  /** Applies documents as the administrator. Rejects like POST /csrlab/v1/populate. */
  populate(text: string): Promise<Populated> {
    return this.#phases.testing.populate.apply(text, ADMIN)
  }

  readonly page = {
    /**
     * Returns a link for the administrator or user `as`. It works once, within a minute. Rejects
     * with StatusErrors.
     */
    link: (as?: string): Promise<string> => this.#phases.teaching.page.link(ADMIN, as),
    /** The page calls `desk` whenever it needs the lab. */
    useLab: (desk: PageParts['lab']): void => this.#phases.teaching.page.useLab(desk),
  }

  /** Must be called before the first request. */
  install(feature: Feature): void {
    this.#phases.testing.management.install(feature)
  }

  handle(request: AnyRequest, response: AnyResponse): void {
    this.#phases.plane.app.handle(request, response)
  }

  /**
   * Resolves when the controllers have finished all due work. If this cluster is new, later
   * clusters of the process start with copies of its namespaces, roles and bindings.
   */
  async settle(): Promise<void> {
    await this.clock.settled()
    const { api, access, state } = this.#phases.plane
    if (state.isNew) rememberNew(api.registries, access.policy)
  }

  /** Returns the content of an in-memory cluster without closing it. */
  image(): Buffer {
    return this.#phases.plane.state.memory!.imageNow()
  }

  /** Whether the path still has the data file that this server opened; true if there is no file. */
  isInPlace(): boolean {
    return this.#phases.plane.state.file?.isInPlace() ?? true
  }

  /** Lets the process exit although the server is open. */
  unref(): void {
    this.#phases.plane.app.listener?.unref()
    this.#phases.teaching.page.unref()
  }

  close(): Promise<void> {
    return this.closing.close()
  }

  /** Closes the server. Resolves with the state from which another server can continue. */
  async sleep(): Promise<SleepState> {
    await this.close()
    return {
      image: await this.#phases.plane.state.memory?.image(),
      adminToken: this.adminToken,
      faults: this.faults.all(),
      rules: this.approvers.rules,
      journal: this.journal.kept,
    }
  }
}
