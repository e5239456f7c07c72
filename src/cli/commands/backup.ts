import { type Command, lazy } from '../kit/grammar/command.ts'
import { CLUSTER, DATA_FOLDER } from '../kit/grammar/shared-options.ts'

export const backup: Command = {
  name: 'backup',
  summary: 'copy the state, even of a running server',
  about: [
    'Copies the state of a cluster, running or not, to a new file that only you can read: all objects and their history at one revision, and the keys. To restore, put the file into an empty folder as csrlab.db and start csrlab with that --data-dir.',
  ],
  usage: 'FILE',
  offer: 'file',
  options: { ...CLUSTER, ...DATA_FOLDER },
  run: lazy(() => import('../clusters/backup-command.ts'), 'backupCommand'),
}
