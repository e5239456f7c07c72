import type { Command } from '../grammar/command.ts'

export const stop: Command = {
  name: 'stop',
  summary: 'ends a running one, as Ctrl-C does',
  about: [
    'Without a name it ends the one whose data folder is here. Exits 0 as well when it did not run.',
  ],
  words: { usage: '[NAME]', least: 0, most: 1, offer: 'cluster' },
  run: async (...given) => (await import('../clusters/stop-command.ts')).stopCommand(...given),
}
