import type { ClusterOptions } from '../../server/cluster-options.ts'
import type { ControllersOptions as DescribedOptions } from '../../testing/generated/program.d.ts'

type SharedOption = Exclude<keyof DescribedOptions & keyof ClusterOptions, 'dataDir'>

/** Public types may not contain Node's types. */
export interface ControllersOptions
  extends Pick<ClusterOptions, SharedOption>, Omit<DescribedOptions, SharedOption> {}
