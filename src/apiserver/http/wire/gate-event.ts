import type { EventEmitter } from 'node:events'

/** Calls `gate` instead of an event's present listeners; `letThrough` calls these listeners. */
export const gateEvent = <A extends readonly unknown[]>(
  emitter: EventEmitter,
  event: string,
  gate: (letThrough: (...args: A) => void, ...args: A) => unknown,
): void => {
  const listeners = emitter.rawListeners(event)
  const letThrough = (...args: A): void => {
    for (const listener of listeners) Reflect.apply(listener, emitter, args)
  }
  emitter.removeAllListeners(event)
  emitter.on(event, (...args) => void gate(letThrough, ...(args as unknown as A)))
}
