import { withFolder } from '../clusters/place.ts'
import type { Command } from '../kit/grammar/command.ts'
import { CLUSTER, DATA_FOLDER } from '../kit/grammar/shared-options.ts'

export const backup: Command = {
  name: 'backup',
  summary: 'copy the state, even of a running server',
  about: [
    'Copies the state of a cluster, running or not, to a new file that only you can read: all objects and their history at one revision, and the keys. To restore, put the file into an empty folder as csrlab.db and start csrlab with that --data-dir.',
  ],
  words: { usage: 'FILE', offer: 'file' },
  options: { ...CLUSTER, ...DATA_FOLDER },
  run: async (line, { environment }) => {
    const { backupCommand } = await import('../clusters/backup-command.ts')
    return backupCommand(withFolder(line, environment))
  },
}
