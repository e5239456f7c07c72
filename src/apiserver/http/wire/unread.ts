/** Drops responses that the client does not read. */
import type { Clock } from '../../../apimachinery/clock.ts'
import { atEndOf } from './answer-end.ts'
import type { AnyResponse } from './message.ts'
import { cutOff } from './pipelined.ts'

/** milliseconds in which a client may read a refusal */
export const READING_MS = 5000

/** Ends the connection of a response unless all of it was sent. */
export const cutUnread = (response: AnyResponse): void =>
  // if the clock was moved, the socket may only later report that the response has left
  void setImmediate(() => {
    if (response.writableFinished || ('closed' in response && response.closed)) return
    cutOff(response)
  })

/** Cuts a small response that is not read in five seconds. */
export const limitReading = (response: AnyResponse, clock: Pick<Clock, 'after'>): void =>
  atEndOf(
    response,
    clock.after(READING_MS, () => cutUnread(response)),
  )
