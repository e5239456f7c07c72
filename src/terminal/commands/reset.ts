import type { Command } from '../grammar/command.ts'
import { KUBECONFIG, SERVER } from '../grammar/shared-options.ts'

export const reset: Command = {
  name: 'reset',
  summary: 'one as after its first start',
  about: [
    'Brings back what a first start leaves, with the same CA, kubeconfig and users. A cluster that runs goes on serving, and its watches end; with --server or --kubeconfig it may be anywhere.',
    'With --recreate the CA and the kubeconfig go too; for that it must be stopped.',
  ],
  words: { usage: '[NAME]', least: 0, most: 1, offer: 'cluster' },
  options: { recreate: { help: 'the next start makes a new CA' }, ...KUBECONFIG, ...SERVER },
  run: async (...given) => (await import('../clusters/reset-command.ts')).resetCommand(...given),
}
