import type { ClusterTime } from './clock.ts'
import type { Entropy } from './entropy.ts'
import type { Caller } from './turns.ts'
import type { Release } from './release/release.ts'
import type { UserInfo } from './user.ts'

export interface RequestContext extends Caller {
  /** after impersonation */
  readonly user: UserInfo
  readonly release: Release
  readonly clock: ClusterTime
  readonly entropy: Entropy
  readonly dryRun: boolean
  /** `fieldManager` parameter, else the user agent up to its first slash */
  readonly fieldManager: string
  /** Adds an HTTP `Warning` header, once per text. */
  readonly warn: (text: string) => void
  /** whether the body is so large that work on it must take turns with other requests */
  readonly large: boolean
  /** aborts when the client disconnects or the request times out; for watches, also on shutdown */
  readonly signal: AbortSignal
}
