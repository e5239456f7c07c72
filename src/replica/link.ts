/** The replica's end: how it asks the server. */
import {
  type MessagePort,
  parentPort,
  receiveMessageOnPort,
  type Transferable,
} from 'node:worker_threads'
import { valueOf } from './failures.ts'
import type { FromReplica, Question, Reply } from './messages.ts'

export class Link {
  readonly #port: MessagePort
  readonly #bell: Int32Array
  readonly #waiting = new Map<number, (reply: Reply) => void>()
  #ids = 0

  constructor(port: MessagePort, bell: Int32Array) {
    this.#port = port
    this.#bell = bell
  }

  /** Asks, and stands still until there is an answer: for what a server has in memory and never waits for. Throws what the asked one throws. */
  ask(name: string, ...given: unknown[]): unknown {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- no window
    this.#port.postMessage({ id: 0, name, given } satisfies Question)
    for (;;) {
      const rung = Atomics.load(this.#bell, 0)
      const message = receiveMessageOnPort(this.#port)
      if (message !== undefined) return valueOf(message.message as Reply)
      Atomics.wait(this.#bell, 0, rung)
    }
  }

  /** Asks for what takes its time. Rejects with what the asked one throws. */
  async later(
    name: string,
    given: readonly unknown[],
    moved: Transferable[] = [],
  ): Promise<unknown> {
    const id = ++this.#ids
    const reply = await new Promise<Reply>((resolve) => {
      this.#waiting.set(id, resolve)
      this.tell({ question: { id, name, given } }, moved)
    })
    return valueOf(reply)
  }

  /** The answer to what was asked later. */
  replied(id: number, reply: Reply): void {
    this.#waiting.get(id)?.(reply)
    this.#waiting.delete(id)
  }

  tell(message: FromReplica, moved: Transferable[] = []): void {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- no window
    parentPort!.postMessage(message, moved)
  }
}
