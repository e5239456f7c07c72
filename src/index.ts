/** What a program that uses csrlab as a library sees. */
export { startCluster } from './cluster.ts'
export type { Cluster, ClusterOptions, IssueRequest, IssuedUser } from './cluster.ts'
export type { Clock } from './api/clock.ts'
export type { ClockOption } from './boot/clock.ts'
export type {
  CountedFault,
  FaultKind,
  FaultOrder,
  FaultTarget,
  ProgramFaults,
} from './manage/faults/program-faults.ts'
export type { JournalEntry } from './manage/journal/entry.ts'
export type { AwaitedQuery, JournalQuery } from './manage/journal/query.ts'
export type { ProgramClock } from './manage/clock/program-clock.ts'
