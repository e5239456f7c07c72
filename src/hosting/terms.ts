/** The lifetime, initial objects, options and limits of a cluster. */
import { DEFAULT_LIMITS } from './management/cluster-host.ts'
import { type ClusterLimits, type HostedOptions } from '../testing/bodies/cluster-wishes.ts'

export interface Terms {
  /** milliseconds since the epoch; undefined: never */
  readonly expires?: number
  /** the name of the setting that holds its initial objects */
  readonly template?: string
  /** only those that differ from the defaults */
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
