/** A way in which a text gets into the server. */
import type { Text } from '../hostile-texts.ts'

export interface Channel {
  readonly name: string
  /** the longest text that gets through */
  readonly longest: number
  /** all that it is tried with, if not all that there are */
  readonly texts?: readonly Text[]
  /** those of them of which a short run takes one */
  readonly likely?: readonly Text[]
  /** whether it is one of those that a short run tries too */
  readonly short: boolean
  /** Sends one request that carries `text` and takes its whole answer, whatever it is. */
  send(text: string): Promise<void>
}

/** A header, or a path, of all its characters written as %XX, still is below the 1 MiB that the headers of a request may have. */
export const CHARACTER_LIMIT = 256 * 1024
