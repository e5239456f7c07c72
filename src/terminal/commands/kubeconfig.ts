import type { Command } from '../grammar/command.ts'

export const kubeconfig: Command = {
  name: 'kubeconfig',
  summary: 'prints a kubeconfig, also of a user made for it',
  about: [
    "Prints the administrator's kubeconfig, or with --user one of a user of that name, for whom the running cluster issues a certificate. Without a name it is that of the cluster whose data folder is here.",
  ],
  isData: true,
  words: { usage: '[NAME]', least: 0, most: 1, offer: 'cluster' },
  options: {
    user: { value: 'jane', help: 'who logs in with it; default: the administrator' },
    groups: { value: 'GROUP,...', help: "the user's groups" },
    server: {
      value: 'https://…',
      help: 'where the reader of it finds the cluster, as behind a port of a container',
    },
  },
  run: async (...given) =>
    (await import('../clusters/kubeconfig-command.ts')).kubeconfigCommand(...given),
}
