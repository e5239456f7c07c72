import type { Controller } from './controller.ts'

interface ManagerParts {
  /** Makes the controllers anew: none of them is started twice. */
  readonly make: () => readonly Controller[]
  /** Lets time wait while `isBusy`, until the returned function is called. */
  readonly waitsFor: (isBusy: () => boolean) => () => void
}

/** All controllers of a server, which begin and end together, as often as need be: kube-controller-manager. */
export class ControllerManager {
  readonly #parts: ManagerParts
  /** those that run, in the order of their beginning; time waits for all of them by one function */
  #running: { readonly controllers: readonly Controller[]; readonly stopWaiting: () => void }[] = []
  /** when all that were told to end have done so */
  #ended: Promise<void> = Promise.resolve()

  constructor(parts: ManagerParts) {
    this.#parts = parts
  }

  /** Begins with controllers that know nothing yet, and so look at all there is. */
  start(): void {
    const { make, waitsFor } = this.#parts
    const controllers = make()
    const stopWaiting = waitsFor(() => controllers.some(({ busy }) => busy))
    this.#running.push({ controllers, stopWaiting })
    for (const controller of controllers) controller.start()
  }

  /** Takes no more work; resolves when what is being done has been done, now and before, last begun first ended. */
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
