import { withFolder } from '../clusters/place.ts'
import type { Command } from '../kit/grammar/command.ts'
import { CLUSTER, DATA_FOLDER } from '../kit/grammar/shared-options.ts'

export const backup: Command = {
  name: 'backup',
  summary: 'copy the state, even of a running server',
  about: [
    'Copies the state of a cluster, running or not, to a new file that only you can read: all objects and their history at one revision, and the keys. To restore, put the file into an empty folder as csrlab.db and start csrlab with that --data-dir.',
  ],
  words: { usage: 'FILE', least: 1, most: 1, offer: 'file' },
  options: {
    ...CLUSTER,
    ...DATA_FOLDER,
    kubeconfig: {
      value: 'FILE',
      help: 'kubeconfig that the server wrote, if outside the data folder',
      offer: 'file',
    },
  },
  run: async (line, parts) => {
    const { backupCommand } = await import('../upkeep/backup-command.ts')
    return backupCommand(withFolder(line, parts.environment), parts)
  },
}
