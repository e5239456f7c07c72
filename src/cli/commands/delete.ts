import { type Command, lazy } from '../kit/grammar/command.ts'

export const deleteCluster: Command = {
  name: 'delete',
  summary: 'stop a cluster and delete its data',
  about: [
    "Deletes the cluster's files, its data folder if that is empty then, and its entries in the kubeconfig that it wrote and in those that kubectl uses.",
  ],
  usage: 'NAME',
  offer: 'cluster',
  run: lazy(() => import('../clusters/delete-command.ts'), 'deleteCommand'),
}
