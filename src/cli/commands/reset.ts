import { type Command, lazy } from '../kit/grammar/command.ts'
import { SERVER } from '../kit/grammar/shared-options.ts'

export const reset: Command = {
  name: 'reset',
  summary: 'restore a cluster to its initial state',
  about: [
    'Restores the state after the first start; CA, kubeconfig and users stay. A running cluster keeps serving, but its watches end. --server and --kubeconfig reach a cluster on another machine.',
    'To replace the CA and the kubeconfig too, use csrlab start --recreate.',
  ],
  usage: '[NAME]',
  offer: 'cluster',
  options: SERVER,
  run: lazy(() => import('../clusters/reset-command.ts'), 'resetCommand'),
}
