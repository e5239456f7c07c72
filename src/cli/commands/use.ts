import { type Command, lazy } from '../kit/grammar/command.ts'

export const use: Command = {
  name: 'use',
  summary: 'switch kubectl to this cluster',
  about: [
    'Adds the cluster to the kubeconfig that kubectl uses (KUBECONFIG or ~/.kube/config) and makes its context current. If KUBECONFIG names several files, changes the one that kubectl would change. Entries of other clusters stay as they are.',
  ],
  usage: 'NAME',
  offer: 'cluster',
  run: lazy(() => import('../kubeconfig/use-command.ts'), 'useCommand'),
}
