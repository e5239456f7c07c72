/** Controllers for another API server inside a program. */
import { OptionsError } from '../../server/options.ts'
import { inOptions } from '../options.ts'
import { keptAlive } from './kept-alive.ts'
import { openControllers } from './open-controllers.ts'
import type { ControllersOptions } from './options.ts'

export interface RunningControllers {
  /** URL of the API server */
  readonly server: string
  /** `v1.36.3` */
  readonly version: string
  /** kube-controller-manager's names */
  readonly controllers: readonly string[]
  /** the CAs of client certificates that the signers issue, for `--client-ca-file`; PEM */
  readonly clientCaPem: string
  /** Stops the controllers. Idempotent; `await using` does it. */
  readonly close: () => Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

/**
 * Runs the controllers against the API server of a kubeconfig; waits until the server is there.
 * They do not keep the process alive. Rejects with an Error of one sentence for wrong options,
 * credentials that the server does not accept, and missing rights.
 */
export const startControllers = async (
  options: ControllersOptions,
): Promise<RunningControllers> => {
  try {
    if (typeof options?.kubeconfig !== 'string')
      throw new OptionsError('give a kubeconfig: its path or its text.')
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
