import type { Requester } from '../apiserver/client/call.ts'
import type { HeldResources } from '../apiserver/http/app-parts.ts'
import type { AnyRequest, AnyResponse } from '../apiserver/http/wire/message.ts'
import type { Identity } from '../ca/identity.ts'
import { rememberNew } from '../controllers/bootstrap-new.ts'
import type { PageParts } from '../teaching/page/parts.ts'
import type { Feature } from '../testing/feature.ts'
import type { Populated } from '../testing/populate/populate.ts'
import { ADMIN } from './authentication.ts'
import type { MovableBase } from './base.ts'
import type { Closing } from './closing.ts'
import type { ControlPlane } from './control-plane.ts'
import type { Listening } from './listener.ts'
import { startError } from './start-error.ts'
import type { SleepState } from './state.ts'
import type { Teaching } from './teaching.ts'
import type { Testing } from './testing.ts'

interface Phases {
  readonly base: MovableBase
  readonly plane: ControlPlane
  readonly testing: Testing
  readonly teaching: Teaching
  /** whether the cluster woke from sleep, with its startup documents */
  readonly isAwakened: boolean
}

export type RunningServer = ReturnType<typeof runningServer>

export const runningServer = (
  { base, plane, testing, teaching, isAwakened }: Phases,
  closing: Closing,
) => {
  const { options, clock } = base
  const { api, access, app, listener, ownObjects, pki, state } = plane
  const { authority, certificates } = pki
  const { adminToken, memory } = state
  const { journal, faults, approvers, snapshotManager, management } = testing
  const { page } = teaching
  let populated: readonly Populated[] = []
  closing.add(() => app.close())
  closing.add(() => page.close())
  closing.add(() => clock.stop())
  closing.add(() => journal.close())

  const inject: Requester['inject'] = (method, url, body, headers) =>
    app.inject(method, url, adminToken, body, headers)
  const close = (): Promise<void> => closing.close()

  return {
    authority,
    adminToken,
    clock,
    journal,
    faults,
    approvers,
    snapshotManager,
    snapshots: state.store.snapshots,
    listener,
    closing,
    close,

    /** A hosted server has it only after `identities`. */
    get admin(): Identity {
      return certificates.admin
    },
    identities: () => certificates.make(),

    /**
     * Applies the startup documents and starts serving. If it rejects with ListenError, OpenError
     * or OptionsError (for the documents), everything is closed.
     */
    listen: async (): Promise<Listening> => {
      try {
        if (!isAwakened) populated = await testing.population.begin()
        await app.ready()
        const listening = await listener.listen(app)
        if (options.ui) await page.open()
        if (options.shutdownDelayDuration > 0)
          closing.takeLeave(() => app.leave(options.shutdownDelayDuration * 1000))
        await ownObjects.write()
        closing.add(() => ownObjects.leave())
        base.log.info({ url: listening.url }, 'serving')
        return listening
      } catch (error) {
        await close()
        throw startError(error, options)
      }
    },

    /** by source */
    get populated(): readonly Populated[] {
      return populated
    },
    /** for tests that look for leaks */
    get held(): HeldResources {
      return app.held
    },

    /** Sends a request as the administrator, in JSON unless `headers` say otherwise. */
    inject,

    /** Applies documents as the administrator. Rejects like POST /csrlab/v1/populate. */
    populate: (text: string): Promise<Populated> => testing.populate.apply(text, ADMIN),

    page: {
      /**
       * Returns a link for the administrator or user `as`. It works once, within a minute. Rejects
       * with StatusErrors.
       */
      link: (as?: string): Promise<string> => page.link(ADMIN, as),
      /** `desk` is called at each use. */
      useLab: (desk: PageParts['lab']): void => page.useLab(desk),
    },

    /** Must be called before the first request. */
    install: (feature: Feature): void => management.install(feature),

    handle: (request: AnyRequest, response: AnyResponse): void => app.handle(request, response),

    /**
     * Resolves when the controllers have finished all due work. New clusters of the process then
     * start with the current objects.
     */
    settle: async (): Promise<void> => {
      await clock.settled()
      if (state.isNew) rememberNew(api.registries, access.policy)
    },

    /** The content of a cluster in memory, which keeps running. */
    image: (): Buffer => memory!.imageNow(),

    /** Whether the path still has the data file that this server opened. */
    isInPlace: (): boolean => state.file?.isInPlace() ?? true,

    /** Lets the process exit. */
    unref: (): void => {
      app.listener?.unref()
      page.unref()
    },

    /** Closes the server. Resolves with the state from which another can continue. */
    sleep: async (): Promise<SleepState> => {
      await close()
      return {
        image: await memory?.image(),
        adminToken,
        faults: faults.all(),
        rules: approvers.rules,
        journal: journal.kept,
      }
    },
  }
}
