import { type Command, lazy } from '../kit/grammar/command.ts'

export const stop: Command = {
  name: 'stop',
  summary: 'stop a running cluster',
  about: [
    'Without a name, stops the cluster whose data folder is here. Also exits with 0 if the cluster was not running.',
  ],
  usage: '[NAME]',
  offer: 'cluster',
  run: lazy(() => import('../clusters/stop-command.ts'), 'stopCommand'),
}
