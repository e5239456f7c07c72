/** One 'close' listener per answer runs all tasks, since adding listeners is slow. */
import type { EventEmitter } from 'node:events'
import type { AnyResponse } from './message.ts'

const TASKS = Symbol('tasks at the end of an answer')

interface ResponseEmitter extends EventEmitter {
  /** 'over': the answer has ended */
  [TASKS]?: (() => void)[] | 'over' | undefined
}

/**
 * Returns the emitter of 'close'. Over HTTP/2, this is the stream: Node's response emits nothing if
 * a client resets the stream of an unanswered HEAD (`onStreamCloseResponse`,
 * `lib/internal/http2/compat.js`).
 */
const endingOf = (response: AnyResponse): ResponseEmitter =>
  'stream' in response ? response.stream : response

function end(this: ResponseEmitter): void {
  const tasks = this[TASKS]
  this[TASKS] = 'over'
  if (Array.isArray(tasks)) for (const task of tasks) task()
}

/** Returns false if {@link atEndOf} was never called for the response. */
export const hasEnded = (response: AnyResponse): boolean => endingOf(response)[TASKS] === 'over'

/**
 * Calls `task` once: immediately if {@link hasEnded}, otherwise on 'close', when the answer has
 * been sent or aborted.
 */
export const atEndOf = (response: AnyResponse, task: () => void): void => {
  const ending = endingOf(response)
  const tasks = ending[TASKS]
  if (tasks === 'over') return task()
  if (tasks !== undefined) {
    tasks.push(task)
    return
  }
  ending[TASKS] = [task]
  ending.on('close', end)
}
