/** Implementations, by command. If a command has none, its verb `list` runs, if there is one. */
import type { Run } from '../kit/grammar/command.ts'
import { approverRuns } from './approvers.ts'
import { clockRuns } from './clock.ts'
import { faultRuns } from './fault.ts'
import { help } from './help.ts'
import { snapshotRuns } from './snapshot.ts'
import { version } from './version.ts'

const classCommands = () => import('../class/class-commands.ts')
const classServers = () => import('../class/serve-commands.ts')
const hostedClusters = () => import('../clusters/hosted-command.ts')
const labCommands = () => import('../labs/lab-commands.ts')

/** Modules that load on demand; for `lab start`, the module exports `startCommand`. */
export const MODULES: Readonly<Record<string, () => Promise<object>>> = {
  start: () => import('../serve/start-command.ts'),
  run: () => import('../serve/run-command.ts'),
  ui: () => import('../ui-command.ts'),
  'lab list': () => import('../labs/list-command.ts'),
  'lab start': labCommands,
  'lab watch': () => import('../labs/watch-command.ts'),
  'lab task': labCommands,
  'lab check': labCommands,
  'lab hint': labCommands,
  'lab solution': labCommands,
  'lab reset': labCommands,
  'lab next': labCommands,
  'lab exam': () => import('../labs/exam-commands.ts'),
  'lab exam finish': () => import('../labs/finish-exam.ts'),
  'lab join': () => import('../labs/join-command.ts'),
  'lab verify': () => import('../labs/verify-command.ts'),
  doctor: () => import('../doctor/command.ts'),
  explain: () => import('../doctor/explain-command.ts'),
  'class create': classServers,
  'class serve': classServers,
  'class add': classCommands,
  'class labs': classCommands,
  'class token': classCommands,
  'class board': () => import('../class/board-command.ts'),
  'class export': classCommands,
  'class delete': classCommands,
  list: () => import('../clusters/list-command.ts'),
  use: () => import('../kubeconfig/use-command.ts'),
  wait: () => import('../clusters/wait-command.ts'),
  stop: () => import('../clusters/stop-command.ts'),
  delete: () => import('../clusters/delete-command.ts'),
  kubeconfig: () => import('../kubeconfig/kubeconfig-command.ts'),
  'clusters create': hostedClusters,
  'clusters list': hostedClusters,
  'clusters delete': hostedClusters,
  'clusters kubeconfig': hostedClusters,
  populate: () => import('../populate-command.ts'),
  journal: () => import('../journal-command.ts'),
  controllers: () => import('../controllers/controllers-command.ts'),
  reset: () => import('../clusters/reset-command.ts'),
  backup: () => import('../clusters/backup-command.ts'),
  completion: () => import('../completion/command.ts'),
}

const lateRuns = Object.entries(MODULES).map(([path, load]): [string, Run] => [
  path,
  async (...asked) => {
    const found = (await load()) as Readonly<Record<string, Run>>
    return found[`${path.split(' ').at(-1)!}Command`]!(...asked)
  },
])

export const RUNS: Readonly<Record<string, Run>> = {
  ...Object.fromEntries(lateRuns),
  ...clockRuns,
  ...snapshotRuns,
  ...faultRuns,
  ...approverRuns,
  help,
  version,
}
