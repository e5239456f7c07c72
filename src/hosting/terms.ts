/** The terms on which a cluster was created: its lifetime, first objects, options and limits. */
import { DEFAULT_LIMITS } from './management/cluster-host.ts'
import { type ClusterLimits, type HostedOptions } from '../testing/bodies/cluster-wishes.ts'

export interface Terms {
  /** milliseconds since the epoch; undefined: it stays */
  readonly expires?: number
  /** under which setting of the file its first objects are */
  readonly template?: string
  /** those that are not the usual ones */
  readonly limits: Partial<ClusterLimits>
  readonly options: HostedOptions
}

export const termsText = (terms: Terms): string => JSON.stringify(terms)

/** Files of earlier versions have no `options`. */
export const readTerms = (text: string): Terms => ({
  options: {},
  ...(JSON.parse(text) as Omit<Terms, 'options'>),
})

export const limitsOf = ({ limits }: Terms): ClusterLimits => ({ ...DEFAULT_LIMITS, ...limits })
