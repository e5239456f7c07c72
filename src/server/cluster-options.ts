import type { ApproverRules } from '../testing/approvers/program-approvers.ts'
import type { ClusterOptions as DescribedOptions } from '../testing/generated/program.d.ts'
import type { ClockOption } from './clock.ts'
import type { PopulateOption } from './populate.ts'

export type { AuthorityPem } from '../testing/generated/program.d.ts'

export type LogLevel = NonNullable<DescribedOptions['logLevel']>

/** The options of `startCluster()`: public types, which may not contain Node's types. */
export interface ClusterOptions extends Omit<
  DescribedOptions,
  'autoApprove' | 'populate' | 'clock'
> {
  /** rules that approve or deny CSRs, or their text in YAML or JSON; default: none */
  readonly autoApprove?: ApproverRules | undefined
  /**
   * Documents that `apply` takes, applied at every start and reset. Those of the kind User
   * (`csrlab/v1`) become users. The start rejects with an Error that names the document and its
   * line.
   */
  readonly populate?: PopulateOption | undefined
  /**
   * `frozen`: a stopped clock; a Date: the initial time; a {@link Clock}: the clock to follow.
   * Default: the system's time, or the stored time of a data folder. Clients use real time.
   */
  readonly clock?: ClockOption
}

export type ClusterAuthorities = Pick<ClusterOptions, 'ca' | 'signingCa' | 'signerCas' | 'clientCa'>

export interface AuthorityOptions extends ClusterAuthorities {
  /** for errors: path of each file, by flag without leading dashes */
  readonly files?: Readonly<Record<string, string>>
}
