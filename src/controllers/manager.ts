import type { Controller } from './controller.ts'

interface ManagerParts {
  /** called at each start, since a controller is never started twice */
  readonly make: () => readonly Controller[]
  /** Makes a moved clock wait while `isBusy()`. Returns the function that ends the waiting. */
  readonly waitsFor: (isBusy: () => boolean) => () => void
}

/** Starts and stops all controllers together, repeatedly. */
export class ControllerManager {
  readonly #parts: ManagerParts
  /** in order of start */
  #running: { readonly controllers: readonly Controller[]; readonly stopWaiting: () => void }[] = []
  /** settles once all stopped controllers have ended */
  #ended: Promise<void> = Promise.resolve()

  constructor(parts: ManagerParts) {
    this.#parts = parts
  }

  start(): void {
    const { make, waitsFor } = this.#parts
    const controllers = make()
    const stopWaiting = waitsFor(() => controllers.some(({ busy }) => busy))
    this.#running.push({ controllers, stopWaiting })
    for (const controller of controllers) controller.start()
  }

  /** Stops in reverse order. Resolves once all work, also of earlier stops, has ended. */
  stop(): Promise<void> {
    const ending = this.#running.toReversed()
    this.#running = []
    const before = this.#ended
    this.#ended = (async () => {
      for (const { controllers, stopWaiting } of ending) {
        for (const controller of controllers.toReversed()) await controller.stop()
        stopWaiting()
      }
      await before
    })()
    return this.#ended
  }
}
