/** What a cluster was made for: how long, with what, and how much it may use. */
import { type ClusterLimits, DEFAULT_LIMITS } from '../manage/clusters/cluster-host.ts'

export interface Terms {
  /** milliseconds since the epoch; undefined: it stays */
  readonly expires?: number
  /** under which setting of the file its first objects are */
  readonly template?: string
  /** those that are not the usual ones */
  readonly limits: Partial<ClusterLimits>
}

export const termsText = (terms: Terms): string => JSON.stringify(terms)

export const readTerms = (text: string): Terms => JSON.parse(text) as Terms

export const limitsOf = ({ limits }: Terms): ClusterLimits => ({ ...DEFAULT_LIMITS, ...limits })
