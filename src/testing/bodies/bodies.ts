import type { Described as DescribedBodies } from '../generated/bodies.d.ts'
import type { Described as DescribedOptions } from '../generated/program.d.ts'
import type { ApproverRule } from '../approvers/rule.ts'
import type { JournalQuery } from '../journal/journal-query.ts'
import type { IssueRequest } from '../issue/issue-request.ts'

export const BODY_SCHEMAS = [
  'ApproverRule',
  'AuditPolicy',
  'ClockAdvance',
  'ClockSetting',
  'ClusterOptions',
  'ClustersRequest',
  'ControllersOptions',
  'FaultOrder',
  'IssueRequest',
  'LabBundle',
  'LabReport',
  'Membership',
  'NamedClusters',
  'PageLinkRequest',
  'RequestFilter',
  'SnapshotRequest',
  'User',
] as const

export type BodyName = (typeof BODY_SCHEMAS)[number]

/** Types that schemas cannot express. */
interface NarrowedBodies {
  readonly ApproverRule: ApproverRule
  readonly IssueRequest: IssueRequest
  readonly RequestFilter: JournalQuery
}

export type Bodies = Omit<DescribedBodies & DescribedOptions, keyof NarrowedBodies> & NarrowedBodies
