/** Who waits for the end of an answer: one listener on it for all of them, since each costs what a handler does. */
import type { EventEmitter } from 'node:events'
import type { ServerResponse } from 'node:http'
import type { Http2ServerResponse } from 'node:http2'

const TASKS = Symbol('what is done at the end of an answer')

interface Ending extends EventEmitter {
  /** undefined: nobody waits yet; 'over': it has ended */
  [TASKS]?: (() => void)[] | 'over' | undefined
}

type Answer = ServerResponse | Http2ServerResponse

/**
 * What says that an answer is over. Over HTTP/2 its stream: Node's answer says nothing where a client resets the stream of a HEAD before
 * it has been answered (`onStreamCloseResponse` of `lib/internal/http2/compat.js`).
 */
const endingOf = (response: Answer): Ending => ('stream' in response ? response.stream : response)

function end(this: Ending): void {
  const tasks = this[TASKS]
  this[TASKS] = 'over'
  if (Array.isArray(tasks)) for (const task of tasks) task()
}

/** Whether somebody has waited for the end of an answer, and it has come. */
export const hasEnded = (response: Answer): boolean => endingOf(response)[TASKS] === 'over'

/** Does `task` once, when an answer has been taken or nobody is there to take it: with its `close`, or at once where that is over. */
export const atEndOf = (response: Answer, task: () => void): void => {
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
