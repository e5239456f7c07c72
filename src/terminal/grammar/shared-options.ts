/** Options that several commands have, in the same words. */
import type { Options } from './command.ts'

/** Of every command that a program may read. */
export const JSON_OUTPUT: Options = {
  json: { help: 'for programs: JSON' },
}

/** Of what is about a cluster that may have a name. */
export const CLUSTER: Options = {
  name: {
    value: 'kubernetes',
    help: 'which cluster; one with another name has a data folder and a port of its own',
    environment: true,
    offer: 'cluster',
  },
}

/** Of what asks a server. */
export const KUBECONFIG: Options = {
  kubeconfig: {
    value: 'FILE',
    help: 'leads to the server; default: that of KUBECONFIG, or of the data folder',
    offer: 'file',
  },
}

/** Of what asks a server that need not be the one of its kubeconfig. */
export const SERVER: Options = {
  server: {
    value: 'URL',
    help: "in the place of the kubeconfig's, such as https://127.0.0.1:6443",
  },
}

/** Of what works on a data folder. */
export const DATA_FOLDER: Options = {
  'data-dir': {
    value: '.csrlab',
    help: 'folder of the cluster',
    environment: true,
    offer: 'folder',
  },
}

export const PASSPHRASE: Options = {
  'encryption-passphrase-file': {
    value: 'FILE',
    help: 'its first line opens the keys of the folder',
    environment: true,
    offer: 'file',
  },
}
