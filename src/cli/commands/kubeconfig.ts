import { type Command, lazy } from '../kit/grammar/command.ts'

export const kubeconfig: Command = {
  name: 'kubeconfig',
  summary: 'print a kubeconfig, or make a user and print theirs',
  about: [
    "Prints the administrator's kubeconfig. With --user, the running cluster issues a certificate for that user and the command prints their kubeconfig. Without a name, uses the cluster whose data folder is here.",
  ],
  isData: true,
  usage: '[NAME]',
  offer: 'cluster',
  options: {
    user: { value: 'jane', help: 'user name; default: the administrator' },
    groups: { value: 'GROUP,…', help: "the user's groups" },
    server: {
      value: 'https://…',
      help: 'URL to write into it, for a published container port or the like',
    },
  },
  run: lazy(() => import('../kubeconfig/kubeconfig-command.ts'), 'kubeconfigCommand'),
}
