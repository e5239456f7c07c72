import { makeAccess } from './access.ts'
import { keepClock } from './clock.ts'
import { makeClosing } from './closing.ts'
import { openControlPlane } from './control-plane.ts'
import { startControllers } from './controllers.ts'
import { type Host, STANDALONE } from './host.ts'
import { openBase } from './open-base.ts'
import type { ServerOptions } from './options.ts'
import { RunningServer } from './running-server.ts'
import { startError } from './start-error.ts'
import { openState } from './state.ts'
import { installTeaching } from './teaching.ts'
import { installTesting } from './testing.ts'

/**
 * Makes a server in phases; it does not listen yet. Never exits the process or handles signals, and
 * prints only logs. Rejects with OptionsError, OpenError, CaError, AuditLogError and FileError,
 * whose messages are one sentence.
 */
export const createServer = async (
  options: ServerOptions = {},
  host: Host = STANDALONE,
): Promise<RunningServer> => {
  const closing = makeClosing()
  try {
    const base = await openBase(options, host, closing)
    const access = makeAccess(base, host)
    const state = await openState(base, host, closing)
    keepClock(base, state)
    const plane = await openControlPlane(base, access, state, host, closing)
    const teaching = await installTeaching(base, plane, closing.signal)
    const testing = installTesting(base, plane, teaching.page, host)
    const extensions = {
      orders: testing.approvers,
      more: teaching.controllers,
      waitsFor: (isBusy: () => boolean) => base.clock.waitsFor(isBusy),
    }
    startControllers(plane, extensions, closing)
    const isAwakened = host.sleepState !== undefined
    return new RunningServer({ base, plane, testing, teaching, isAwakened }, closing)
  } catch (error) {
    await closing.close()
    throw startError(error, options)
  }
}
