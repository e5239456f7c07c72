/** A channel by which a text reaches the server. */
import type { Text } from '../hostile-texts.ts'

export interface Channel {
  readonly name: string
  /** length of the longest possible text */
  readonly longest: number
  /** its texts; default: all */
  readonly texts?: readonly Text[]
  /** texts of which a short run selects one */
  readonly likely?: readonly Text[]
  /** whether a short run includes it */
  readonly short: boolean
  /** Sends one request with `text` and reads the whole response. */
  send(text: string): Promise<void>
}

/**
 * Percent-encoded, a header or path of this length is below the server's limit of 1 MiB for
 * headers.
 */
export const CHARACTER_LIMIT = 256 * 1024
