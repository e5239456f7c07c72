import type { Command } from '../kit/grammar/command.ts'
import { JSON_OUTPUT } from '../kit/grammar/shared-options.ts'

export const list: Command = {
  name: 'list',
  summary: 'list your clusters, running or not',
  about: ['Lists all clusters that have a name, and the cluster whose data folder is here.'],
  options: JSON_OUTPUT,
  run: async (...given) => (await import('../clusters/list-command.ts')).listCommand(...given),
}
