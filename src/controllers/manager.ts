import type { Controller } from './controller.ts'

interface ManagerParts {
  /** called at each start, since a controller is never started twice */
  readonly make: () => readonly Controller[]
  /** Makes a moved clock wait while `isBusy()`. Returns the function that ends the waiting. */
  readonly waitsFor: (isBusy: () => boolean) => () => void
}

/** Starts and stops all controllers together, repeatedly. */
export const controllerManager = ({ make, waitsFor }: ManagerParts) => {
  /** in order of start */
  let running: { readonly controllers: readonly Controller[]; readonly stopWaiting: () => void }[] =
    []
  /** settles once all stopped controllers have ended */
  let ended: Promise<void> = Promise.resolve()
  return {
    start: (): void => {
      const controllers = make()
      const stopWaiting = waitsFor(() => controllers.some(({ busy }) => busy))
      running.push({ controllers, stopWaiting })
      for (const controller of controllers) controller.start()
    },
    /** Stops the controllers in reverse order. Resolves once all stopped controllers have ended. */
    stop: (): Promise<void> => {
      const ending = running.toReversed()
      running = []
      const before = ended
      ended = (async () => {
        for (const { controllers, stopWaiting } of ending) {
          for (const controller of controllers.toReversed()) await controller.stop()
          stopWaiting()
        }
        await before
      })()
      return ended
    },
  }
}
