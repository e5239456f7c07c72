import type { Controller } from './controller.ts'

export interface ManagerParts {
  /** Makes the controllers anew: none of them is started twice. */
  readonly make: () => readonly Controller[]
  /** Lets time wait while `isBusy`, until the returned function is called. */
  readonly waitsFor: (isBusy: () => boolean) => () => void
}

/** All controllers of a server, which begin and end together, as often as need be: kube-controller-manager. */
export class ControllerManager {
  readonly #parts: ManagerParts
  /** how to end each that runs, in the order of their beginning */
  #running: (() => Promise<void>)[] = []
  /** when all that were told to end have done so */
  #ended: Promise<void> = Promise.resolve()

  constructor(parts: ManagerParts) {
    this.#parts = parts
  }

  /** Begins with controllers that know nothing yet, and so look at all there is. */
  start(): void {
    const { make, waitsFor } = this.#parts
    for (const controller of make()) {
      controller.start()
      const stopWaiting = waitsFor(() => controller.busy)
      this.#running.push(async () => {
        await controller.stop()
        stopWaiting()
      })
    }
  }

  /** Takes no more work; resolves when what is being done has been done, now and before, last begun first ended. */
  stop(): Promise<void> {
    const ending = this.#running.toReversed()
    this.#running = []
    const before = this.#ended
    this.#ended = (async () => {
      for (const end of ending) await end()
      await before
    })()
    return this.#ended
  }
}
