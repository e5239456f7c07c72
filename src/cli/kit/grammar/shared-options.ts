/** Options that several commands have, in the same words. */
import type { Options } from './command.ts'

/** For commands whose output programs read. */
export const JSON_OUTPUT: Options = {
  json: { help: 'print JSON' },
}

/** For commands on a named cluster. */
export const CLUSTER: Options = {
  name: {
    value: 'kubernetes',
    help: 'name of the cluster; each name has its own data folder and port',
    environment: true,
    offer: 'cluster',
  },
}

/** For commands that ask a server. */
export const KUBECONFIG: Options = {
  kubeconfig: {
    value: 'FILE',
    help: 'kubeconfig of the server; default: KUBECONFIG, or the one in the data folder',
    offer: 'file',
  },
}

/** For commands that may ask another server than that of the kubeconfig. */
export const SERVER: Options = {
  server: {
    value: 'URL',
    help: "URL to use instead of the kubeconfig's, such as https://127.0.0.1:6443",
  },
}

/** For commands on a data folder. */
export const DATA_FOLDER: Options = {
  'data-dir': {
    value: '.csrlab',
    help: 'data folder of the cluster',
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
