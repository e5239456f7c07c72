/** Responses that the client does not read. */
import type { Clock } from '../../../apimachinery/clock.ts'
import { atEndOf } from './answer-end.ts'
import type { AnyResponse } from './front.ts'
import { cutOff } from './pipelined.ts'

/** How long a client may take to read a refusal, milliseconds. */
export const READING_MS = 5000

/** Gives up a response, unless all of it has been read. */
export const cutUnread = (response: AnyResponse): void =>
  // whoever moves the clock may have read all of it already: the socket reports a moment later that it has left
  void setImmediate(() => {
    if (response.writableFinished || ('closed' in response && response.closed)) return
    cutOff(response)
  })

/** Gives up a small response that is not read in five seconds. */
export const limitReading = (response: AnyResponse, clock: Pick<Clock, 'after'>): void =>
  atEndOf(
    response,
    clock.after(READING_MS, () => cutUnread(response)),
  )
