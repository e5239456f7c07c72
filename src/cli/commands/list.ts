import { type Command, lazy } from '../kit/grammar/command.ts'
import { JSON_OUTPUT } from '../kit/grammar/shared-options.ts'

export const list: Command = {
  name: 'list',
  summary: 'list your clusters, running or not',
  about: ['Lists all clusters that have a name, and the cluster whose data folder is here.'],
  options: JSON_OUTPUT,
  run: lazy(() => import('../clusters/list-command.ts'), 'listCommand'),
}
