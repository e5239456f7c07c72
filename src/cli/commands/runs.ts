/** The implementation of each command, by its words. Most modules load on demand. */
import type { Run } from '../kit/grammar/command.ts'
import { approverRuns } from './approvers.ts'
import { clockRuns } from './clock.ts'
import { faultRuns } from './fault.ts'
import { help } from './help.ts'
import { snapshotRuns } from './snapshot.ts'
import { version } from './version.ts'

const lazy =
  <Name extends string>(load: () => Promise<Record<Name, Run>>, name: Name): Run =>
  async (line, context) =>
    (await load())[name](line, context)

const classCommands = () => import('../class/class-commands.ts')
const classServers = () => import('../class/serve-commands.ts')
const hostedClusters = () => import('../clusters/hosted-command.ts')
const labCommands = () => import('../labs/lab-commands.ts')
const labList = lazy(() => import('../labs/list-command.ts'), 'listCommand')

export const RUNS: Readonly<Record<string, Run>> = {
  start: lazy(() => import('../serve/start-command.ts'), 'startCommand'),
  run: lazy(() => import('../serve/run-command.ts'), 'runCommand'),
  ui: lazy(() => import('../ui-command.ts'), 'openPage'),
  lab: labList,
  'lab list': labList,
  'lab start': lazy(labCommands, 'startCommand'),
  'lab watch': lazy(() => import('../labs/watch-command.ts'), 'watchCommand'),
  'lab check': lazy(labCommands, 'checkCommand'),
  'lab hint': lazy(labCommands, 'hintCommand'),
  'lab solution': lazy(labCommands, 'solutionCommand'),
  'lab reset': lazy(labCommands, 'resetCommand'),
  'lab next': lazy(labCommands, 'nextCommand'),
  'lab exam': lazy(() => import('../labs/exam-commands.ts'), 'examCommand'),
  'lab exam finish': lazy(() => import('../labs/finish-exam.ts'), 'finishCommand'),
  'lab join': lazy(() => import('../labs/join-command.ts'), 'joinCommand'),
  'lab verify': lazy(() => import('../labs/verify-command.ts'), 'verifyCommand'),
  doctor: lazy(() => import('../doctor/command.ts'), 'doctorCommand'),
  explain: lazy(() => import('../doctor/explain-command.ts'), 'explainCommand'),
  'class create': lazy(classServers, 'createCommand'),
  'class serve': lazy(classServers, 'serveCommand'),
  'class add': lazy(classCommands, 'addCommand'),
  'class labs': lazy(classCommands, 'labsCommand'),
  'class token': lazy(classCommands, 'tokenCommand'),
  'class board': lazy(() => import('../class/board-command.ts'), 'boardCommand'),
  'class export': lazy(classCommands, 'exportCommand'),
  'class delete': lazy(classCommands, 'deleteCommand'),
  list: lazy(() => import('../clusters/list-command.ts'), 'listCommand'),
  use: lazy(() => import('../kubeconfig/use-command.ts'), 'useCommand'),
  wait: lazy(() => import('../clusters/wait-command.ts'), 'waitCommand'),
  stop: lazy(() => import('../clusters/stop-command.ts'), 'stopCommand'),
  delete: lazy(() => import('../clusters/delete-command.ts'), 'deleteCommand'),
  kubeconfig: lazy(() => import('../kubeconfig/kubeconfig-command.ts'), 'kubeconfigCommand'),
  clusters: lazy(hostedClusters, 'listClusters'),
  'clusters create': lazy(hostedClusters, 'createClusters'),
  'clusters list': lazy(hostedClusters, 'listClusters'),
  'clusters delete': lazy(hostedClusters, 'deleteClusters'),
  'clusters kubeconfig': lazy(hostedClusters, 'clusterKubeconfig'),
  ...clockRuns,
  populate: lazy(() => import('../populate-command.ts'), 'populateCommand'),
  ...snapshotRuns,
  ...faultRuns,
  ...approverRuns,
  journal: lazy(() => import('../journal-command.ts'), 'journalCommand'),
  controllers: lazy(() => import('../controllers/controllers-command.ts'), 'controllersCommand'),
  reset: lazy(() => import('../clusters/reset-command.ts'), 'resetCommand'),
  backup: lazy(() => import('../clusters/backup-command.ts'), 'backupCommand'),
  completion: lazy(() => import('../completion/command.ts'), 'completionCommand'),
  help,
  version,
}
