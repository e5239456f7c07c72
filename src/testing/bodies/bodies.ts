import type * as bodies from '../generated/bodies.d.ts'
import type * as program from '../generated/program.d.ts'
import type { ApproverRule } from '../approvers/rule.ts'
import type { JournalQuery } from '../journal/journal-query.ts'
import type { IssueRequest } from '../issue/issue-request.ts'

export interface Bodies {
  readonly ApproverRule: ApproverRule
  readonly ClockAdvance: bodies.ClockAdvance
  readonly ClockSetting: bodies.ClockSetting
  readonly ClusterOptions: object
  readonly ClusterWishes: bodies.ClusterWishes
  readonly FaultOrder: bodies.FaultOrder
  readonly IssueRequest: IssueRequest
  readonly LabBundle: program.LabBundle
  readonly LabReport: bodies.LabReport
  readonly Membership: program.Membership
  readonly NamedClusters: bodies.NamedClusters
  readonly PageLinkWish: bodies.PageLinkWish
  readonly RequestFilter: JournalQuery
  readonly SnapshotWish: object
  readonly User: bodies.User
}

export type BodyName = keyof Bodies
