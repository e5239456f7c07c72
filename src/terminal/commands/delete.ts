import type { Command } from '../grammar/command.ts'

export const deleteCluster: Command = {
  name: 'delete',
  summary: 'stops one, and removes all that is kept of it',
  about: [
    "Removes the cluster's files from its data folder, the folder itself when nothing else is in it, and the cluster's entries from the kubeconfig that it wrote and from those that kubectl uses.",
  ],
  words: { usage: 'NAME', least: 1, most: 1, offer: 'cluster' },
  run: async (...given) => (await import('../clusters/delete-command.ts')).deleteCommand(...given),
}
