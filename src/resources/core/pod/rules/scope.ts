import type { ObjectMeta } from '../../../../api/meta.ts'
import type { Release } from '../../../../release/release.ts'

/** What the rules for a part of a pod ask about the whole. */
export interface PodScope {
  readonly release: Pick<Release, 'has'>
  /** of a pod itself; the template of one has none that matters */
  readonly metadata?: ObjectMeta | undefined
}
