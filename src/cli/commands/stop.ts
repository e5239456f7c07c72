import type { Command } from '../kit/grammar/command.ts'

export const stop: Command = {
  name: 'stop',
  summary: 'stop a running cluster',
  about: [
    'Without a name, stops the cluster whose data folder is here. Also exits with 0 if the cluster was not running.',
  ],
  words: { usage: '[NAME]', least: 0, most: 1, offer: 'cluster' },
  run: async (...given) => (await import('../clusters/stop-command.ts')).stopCommand(...given),
}
