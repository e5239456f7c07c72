import { withFolder } from '../clusters/place.ts'
import type { Command } from '../grammar/command.ts'
import { CLUSTER, DATA_FOLDER } from '../grammar/shared-options.ts'

export const backup: Command = {
  name: 'backup',
  summary: 'a copy of the state, also of a running server',
  about: [
    'Copies the state of a cluster, running or not, to a new file that only you may read: all objects and history at one revision, and the keys. To restore it, put it into an empty folder under the name csrlab.db, and start csrlab with that --data-dir.',
  ],
  words: { usage: 'FILE', least: 1, most: 1, offer: 'file' },
  options: {
    ...CLUSTER,
    ...DATA_FOLDER,
    kubeconfig: {
      value: 'FILE',
      help: 'the one that the server wrote, where it is not in the data folder',
      offer: 'file',
    },
  },
  run: async (line, parts) => {
    const { backupCommand } = await import('../../upkeep/backup-command.ts')
    return backupCommand(withFolder(line, parts.environment), parts)
  },
}
