/** Every command. To add one: a file beside this one, and its name in the list. */
import type { Section } from '../kit/grammar/command.ts'
import { approvers } from './approvers.ts'
import { backup } from './backup.ts'
import { classCommand } from './class.ts'
import { clock } from './clock.ts'
import { clusters } from './clusters.ts'
import { completion } from './completion.ts'
import { controllers } from './controllers.ts'
import { deleteCluster } from './delete.ts'
import { doctor } from './doctor.ts'
import { explain } from './explain.ts'
import { fault } from './fault.ts'
import { help } from './help.ts'
import { journal } from './journal.ts'
import { kubeconfig } from './kubeconfig.ts'
import { lab } from './lab.ts'
import { list } from './list.ts'
import { populate } from './populate.ts'
import { reset } from './reset.ts'
import { run } from './run.ts'
import { snapshot } from './snapshot.ts'
import { start } from './start.ts'
import { stop } from './stop.ts'
import { ui } from './ui.ts'
import { use } from './use.ts'
import { version } from './version.ts'
import { wait } from './wait.ts'

/** In the order of the help. */
export const SECTIONS: readonly Section[] = [
  { title: 'A cluster', commands: [start, run, ui, lab] },
  { title: 'Troubleshooting', commands: [doctor, explain] },
  { title: 'Classes', commands: [classCommand], isBrief: true },
  {
    title: 'Several clusters',
    commands: [list, use, wait, stop, deleteCluster, kubeconfig, clusters],
    isBrief: true,
  },
  {
    title: 'For tests',
    commands: [clock, populate, snapshot, fault, approvers, journal],
    isBrief: true,
  },
  { title: 'Other API servers', commands: [controllers], isBrief: true },
  { title: 'The data folder', commands: [reset, backup], isBrief: true },
  { title: 'csrlab itself', commands: [completion, help, version], isBrief: true },
]
