/** Request bodies by the name of their schema. */
import type { KeyType } from '../../ca/keys.ts'
import type { ApproverRule } from '../approvers/rule.ts'
import type { ClusterLimits, HostedOptions } from './cluster-wishes.ts'
import type { FaultOrder } from '../faults/fault-order.ts'
import type { JournalQuery } from '../journal/journal-query.ts'
import type { GivenLabReport } from '../../apis/lab-report.ts'
import type { IssueRequest } from '../issue/issue-request.ts'
import type { UserFiles } from '../populate/wanted-user.ts'

export interface Bodies {
  readonly ApproverRule: ApproverRule
  readonly ClockAdvance: { readonly by: string }
  readonly ClockSetting: {
    readonly time?: string
    readonly running?: boolean
    readonly force?: boolean
  }
  readonly ClusterOptions: object
  readonly ClusterWishes: HostedOptions & {
    readonly names: readonly string[]
    readonly ttl?: string
    readonly template?: string
    readonly limits?: Partial<ClusterLimits>
  }
  readonly FaultOrder: FaultOrder
  readonly IssueRequest: IssueRequest
  readonly LabReport: GivenLabReport
  readonly NamedClusters: { readonly names: readonly string[] }
  readonly PageLinkWish: { readonly as?: string }
  readonly RequestFilter: JournalQuery
  readonly SnapshotWish: object
  readonly User: {
    readonly metadata: { readonly name: string }
    readonly spec?: {
      readonly groups?: readonly string[]
      readonly lifetime?: string
      readonly keyType?: KeyType
      readonly files?: UserFiles
    }
  }
}

export type BodyName = keyof Bodies
