/** Who waits for the end of an answer: one listener on it for all of them, since each costs what a handler does. */
import type { ServerResponse } from 'node:http'
import type { Http2ServerResponse } from 'node:http2'

const TASKS = Symbol('what is done at the end of an answer')

interface Ending {
  [TASKS]?: (() => void)[] | undefined
}

function end(this: Ending): void {
  const tasks = this[TASKS]!
  this[TASKS] = []
  for (const task of tasks) task()
}

/** Does `task` once, when an answer has been taken or nobody is there to take it: with its `close`. */
export const atEndOf = (
  response: (ServerResponse | Http2ServerResponse) & Ending,
  task: () => void,
): void => {
  const tasks = response[TASKS]
  if (tasks !== undefined) {
    tasks.push(task)
    return
  }
  response[TASKS] = [task]
  response.on('close', end)
}
