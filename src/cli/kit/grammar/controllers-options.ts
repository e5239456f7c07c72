import { CONTROLLER_FLAGS } from '../../../server/controller-flags.ts'
import type { Options } from './command.ts'
import { JSON_OUTPUT, KUBECONFIG } from './shared-options.ts'
import { FLAG_OPTIONS } from './start-options.ts'

/** Flags of a cluster that controllers have too. */
export const CONTROLLERS_FLAGS = [
  'ca-cert',
  'ca-key',
  'ca-key-passphrase-file',
  ...(Object.keys(CONTROLLER_FLAGS) as (keyof typeof CONTROLLER_FLAGS)[]),
  'log-level',
] as const

export const CONTROLLERS_OPTIONS: Options = {
  ...KUBECONFIG,
  context: { value: 'NAME', help: 'context of the kubeconfig; default: the current one' },
  'data-dir': {
    value: '.csrlab-controllers',
    help: 'folder that keeps the CA, and client-ca.crt for --client-ca-file of the API server',
    offer: 'folder',
  },
  ...Object.fromEntries(
    CONTROLLERS_FLAGS.map((name) => {
      const { environment: _environment, ...option } = FLAG_OPTIONS[name]!
      return [name, option]
    }),
  ),
  'root-ca-file': {
    value: 'FILE',
    help: "CA that clients of the API server trust, to publish; default: the kubeconfig's",
    offer: 'file',
  },
  'service-account-private-key-file': {
    value: 'FILE',
    help: 'key that signs tokens of service accounts; default: Secrets get no tokens',
    offer: 'file',
  },
  'leader-elect': {
    help: 'run only while this process holds the Lease kube-system/kube-controller-manager',
  },
  'use-service-account-credentials': {
    help: 'let each controller act as its own service account of kube-system',
  },
  'allow-exec': { help: 'allow the credential plug-in of the kubeconfig to run' },
  'print-rbac': { help: 'print a role with all rights that the selected controllers need' },
  ...JSON_OUTPUT,
}

export const CONTROLLERS_GROUPS = {
  'API server': ['kubeconfig', 'context', 'allow-exec', 'use-service-account-credentials'],
  Controllers: ['controllers', 'auto-approve', 'leader-elect', 'print-rbac'],
  Certificates: ['data-dir', 'ca-cert', 'ca-key', 'cluster-signing-duration', 'root-ca-file'],
  Output: ['json', 'log-level', 'help'],
}
