/** What a program that uses csrlab as a library sees. */
export { startCluster } from './cluster.ts'
export type { Applied, Cluster } from './cluster.ts'
export type { Clock } from './api/clock.ts'
export type { ClockOption } from './boot/clock.ts'
export type { ApproverRules, ProgramApprovers } from './manage/approvers/program-approvers.ts'
export type { ApproverRule } from './manage/approvers/rule.ts'
export type {
  CountedFault,
  FaultKind,
  FaultOrder,
  FaultTarget,
  ProgramFaults,
} from './manage/faults/program-faults.ts'
export type { JournalEntry } from './manage/journal/entry.ts'
export type { ProgramJournal } from './manage/journal/program-journal.ts'
export type { AwaitedQuery, JournalQuery } from './manage/journal/query.ts'
export type { ProgramClock } from './manage/clock/program-clock.ts'
export type { IssueRequest } from './manage/objects/issue.ts'
export type { ClusterObject, ListOptions } from './manage/objects/objects.ts'
export type { AppliedObject } from './manage/populate/populate.ts'
export type { ClusterOptions } from './boot/cluster-options.ts'
export type { Reference } from './manage/objects/reference.ts'
export type { ClusterSnapshot } from './program/snapshots.ts'
export type { Credentials, IssuedUser } from './program/users.ts'
export type { WaitCondition, WaitOptions } from './manage/objects/wait.ts'
