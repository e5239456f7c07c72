import { checkAs, inOptions } from '../options.ts'
import { keptAlive } from '../../apimachinery/kept-alive.ts'
import type { ControllersOptions } from './options.ts'

export interface RunningControllers {
  /** URL of the API server */
  readonly server: string
  /** `v1.36.3` */
  readonly version: string
  /** names of the controllers that run: the selected ones that this server needs */
  readonly controllers: readonly string[]
  /** CAs that sign client certificates, for the server's `--client-ca-file`; PEM */
  readonly clientCaPem: string
  /** Stops the controllers. Idempotent; `await using` calls it. */
  readonly close: () => Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

/**
 * Runs the controllers against the API server of a kubeconfig, once that server is ready. They do
 * not keep the process alive. Rejects with an Error of one sentence.
 */
export const startControllers = async (
  options: ControllersOptions,
): Promise<RunningControllers> => {
  try {
    checkAs('ControllersOptions', options)
    // programs that only start clusters need no HTTP client
    const { openControllers } = await import('./open-controllers.ts')
    const opened = await keptAlive(() => openControllers(options))
    const { server, version, controllers, authorities, close } = opened
    return {
      server,
      version,
      controllers,
      clientCaPem: authorities.clientCa,
      close,
      [Symbol.asyncDispose]: close,
    }
  } catch (error) {
    throw inOptions(error)
  }
}
