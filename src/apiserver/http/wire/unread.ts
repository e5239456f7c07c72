import type { Clock } from '../../../apimachinery/clock.ts'
import { atEndOf } from './answer-end.ts'
import type { AnyResponse } from './message.ts'
import { cutOff } from './pipelined.ts'

/** a client may take this long to read a refusal or a small answer */
export const READING_MS = 5000

/** Cuts a response unless all of it was sent. */
export const cutUnread = (response: AnyResponse): void =>
  // if the clock is moved, the timer may fire before Node has reported that the response was sent
  void setImmediate(() => {
    if (response.writableFinished || ('closed' in response && response.closed)) return
    cutOff(response)
  })

/** Cuts a response that the client does not read in time. */
export const limitReading = (response: AnyResponse, clock: Pick<Clock, 'after'>): void =>
  atEndOf(
    response,
    clock.after(READING_MS, () => cutUnread(response)),
  )
