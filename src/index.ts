/** The library's exports. */
export { startCluster } from './library/cluster.ts'
export type { Applied, Cluster } from './library/cluster.ts'
export type { Clock } from './apimachinery/clock.ts'
export type { ClockOption } from './server/clock.ts'
export type { ApproverRules, ProgramApprovers } from './testing/approvers/program-approvers.ts'
export type { ApproverRule } from './testing/approvers/rule.ts'
export type {
  FaultKind,
  FaultMatch as FaultTarget,
  FaultOrder,
} from './testing/generated/bodies.d.ts'
export type { CountedFault, ProgramFaults } from './testing/faults/program-faults.ts'
export type { JournalEntry } from './testing/journal/entry.ts'
export type { ProgramJournal } from './testing/journal/program-journal.ts'
export type { AwaitedQuery, JournalQuery } from './testing/journal/journal-query.ts'
export type { ProgramClock } from './testing/clock/program-clock.ts'
export type { IssueRequest } from './testing/issue/issue-request.ts'
export type { ClusterObject, ListOptions } from './apiserver/client/objects.ts'
export type { AppliedObject } from './testing/populate/populate.ts'
export type { ClusterOptions } from './server/cluster-options.ts'
export type { Reference } from './apiserver/client/reference.ts'
export type { ClusterSnapshot } from './library/snapshots.ts'
export type { Credentials, IssuedUser } from './library/users.ts'
export type { WaitCondition, WaitOptions } from './apiserver/client/wait.ts'
export { startControllers } from './library/controllers/controllers.ts'
export type { RunningControllers } from './library/controllers/controllers.ts'
export type { ControllersOptions } from './library/controllers/options.ts'
