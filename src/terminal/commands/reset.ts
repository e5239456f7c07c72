import type { Command } from '../grammar/command.ts'

export const reset: Command = {
  name: 'reset',
  summary: 'one as after its first start',
  about: [
    'Takes all objects out of a cluster that does not run; its next start is like the first one, with the same CA, kubeconfig and users. With --recreate the CA and the kubeconfig go too.',
  ],
  words: { usage: '[NAME]', least: 0, most: 1, offer: 'cluster' },
  options: { recreate: { help: 'the next start makes a new CA' } },
  run: async (...given) => (await import('../clusters/reset-command.ts')).resetCommand(...given),
}
