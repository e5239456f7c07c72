import type { ClusterOptions } from '../../server/cluster-options.ts'
import type { ControllersOptions as DescribedOptions } from '../../testing/generated/program.d.ts'

export interface ControllersOptions
  extends Pick<ClusterOptions, 'autoApprove'>, Omit<DescribedOptions, 'autoApprove'> {}
