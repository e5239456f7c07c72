import type { Options } from './command.ts'

export const JSON_OUTPUT: Options = {
  json: { help: 'print JSON' },
}

export const YES: Options = {
  yes: { short: 'y', help: 'do not ask for confirmation' },
}

export const LANGUAGE: Options = {
  lang: { value: 'ko', help: 'language of the texts; default: that of the locale' },
}

export const CLUSTER: Options = {
  name: {
    value: 'kubernetes',
    help: 'name of the cluster; each name has its own data folder and port',
    environment: true,
    offer: 'cluster',
  },
}

export const KUBECONFIG: Options = {
  kubeconfig: {
    value: 'FILE',
    help: 'kubeconfig of the server; default: KUBECONFIG, or the one in the data folder',
    offer: 'file',
  },
}

export const SERVER: Options = {
  ...KUBECONFIG,
  server: {
    value: 'URL',
    help: "URL to use instead of the kubeconfig's, such as https://127.0.0.1:6443",
  },
}

/** For commands whose JSON is the answer of the management API. */
export const MANAGEMENT: Options = { ...JSON_OUTPUT, ...SERVER }

export const DATA_FOLDER: Options = {
  'data-dir': {
    value: '.csrlab',
    help: 'data folder of the cluster',
    environment: true,
    offer: 'folder',
  },
}
