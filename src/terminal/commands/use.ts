import type { Command } from '../grammar/command.ts'

export const use: Command = {
  name: 'use',
  summary: 'kubectl speaks to this one from now on',
  about: [
    'Puts the cluster into the kubeconfig that kubectl uses, that of KUBECONFIG or ~/.kube/config, and makes its context the current one. Of several files in KUBECONFIG it changes the one that kubectl would. Entries of other clusters stay as they are.',
  ],
  words: { usage: 'NAME', least: 1, most: 1, offer: 'cluster' },
  run: async (...given) => (await import('../clusters/use-command.ts')).useCommand(...given),
}
