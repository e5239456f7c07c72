import type { ClusterLimits, HostedOptions } from '../testing/bodies/hosted-options.ts'

export interface NewClusters extends HostedOptions {
  readonly names: readonly string[]
  /** if undefined, the clusters exist until they are deleted */
  readonly ttlMs?: number | undefined
  /** name of the host's snapshot that contains the initial objects */
  readonly template?: string | undefined
  readonly limits?: Partial<ClusterLimits> | undefined
}

/** maximum number of clusters that one request creates (`ClusterNames`, management.openapi.yaml) */
export const MOST_AT_ONCE = 10_000

const DEFAULT_LIMITS: ClusterLimits = {
  objects: 10_000,
  bytes: 64 * 1024 * 1024,
  requestsPerSecond: 500,
  watches: 500,
}

export interface Terms {
  /** milliseconds since the epoch; undefined: never */
  readonly expires?: number
  /** name of the stored setting that contains the initial objects (`templates.ts`) */
  readonly template?: string
  /** only limits that the request set; others have defaults */
  readonly limits: Partial<ClusterLimits>
  readonly options: HostedOptions
}

/** Earlier versions wrote no `options`. */
export const readTerms = (text: string): Terms => ({
  options: {},
  ...(JSON.parse(text) as Omit<Terms, 'options'>),
})

export const limitsOf = ({ limits }: Terms): ClusterLimits => ({ ...DEFAULT_LIMITS, ...limits })
