import type { ClusterOptions } from '../../server/cluster-options.ts'
import type { ControllersOptions as DescribedOptions } from '../../testing/generated/program.d.ts'

type SharedOption = Exclude<keyof DescribedOptions & keyof ClusterOptions, 'dataDir'>

/** Options of `startControllers()`; those shared with `startCluster()` have the same types. */
export interface ControllersOptions
  extends Pick<ClusterOptions, SharedOption>, Omit<DescribedOptions, SharedOption> {}
