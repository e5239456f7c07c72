import type { Command } from '../kit/grammar/command.ts'
import { KUBECONFIG, SERVER } from '../kit/grammar/shared-options.ts'

export const reset: Command = {
  name: 'reset',
  summary: 'restore a cluster to its initial state',
  about: [
    'Restores the state after the first start; CA, kubeconfig and users stay. A running cluster keeps serving, but its watches end. --server and --kubeconfig reach a cluster on another machine.',
    'With --recreate, the CA and the kubeconfig are replaced too; stop the cluster first.',
  ],
  words: { usage: '[NAME]', least: 0, most: 1, offer: 'cluster' },
  options: { recreate: { help: 'let the next start make a new CA' }, ...KUBECONFIG, ...SERVER },
  run: async (...given) => (await import('../clusters/reset-command.ts')).resetCommand(...given),
}
