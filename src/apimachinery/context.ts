import type { ClusterTime } from './clock.ts'
import type { Entropy } from './entropy.ts'
import type { Caller } from './turns.ts'
import type { Release } from './release/release.ts'
import type { UserInfo } from './user.ts'

/** What every stage below the wire may know of the request that it serves. The first argument everywhere. */
export interface RequestContext extends Caller {
  /** who asks, after impersonation */
  readonly user: UserInfo
  /** the Kubernetes that the cluster is */
  readonly release: Release
  readonly clock: ClusterTime
  readonly entropy: Entropy
  /** everything runs, nothing is stored */
  readonly dryRun: boolean
  /** manager of the fields that this request sets: `fieldManager`, else the user agent up to its first slash */
  readonly fieldManager: string
  /** Adds an HTTP `Warning` header; the same text is sent once. */
  readonly warn: (text: string) => void
  /** what was sent is so large that it is worked on in turns */
  readonly large: boolean
  /** fires when the client has gone or the server stops */
  readonly signal: AbortSignal
}
