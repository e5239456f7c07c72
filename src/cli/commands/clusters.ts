import { type Command, lazy, type Options } from '../kit/grammar/command.ts'
import { MANAGEMENT } from '../kit/grammar/shared-options.ts'
import { HOSTED_OPTIONS } from '../kit/grammar/start-options.ts'

const work = () => import('../clusters/hosted-command.ts')

const COUNTED: Options = {
  count: { value: 'N', help: 'number of clusters to create, numbered from 1' },
  prefix: { value: 'team-', help: 'text before the number; default: cluster-' },
}

const create: Command = {
  name: 'create',
  summary: 'create clusters',
  about: [
    'A new cluster is only a row in a file: its CA and first objects are created at its first request. If one cluster cannot be created, none is.',
    'Options such as --kubernetes-version work as in csrlab start, for these clusters only; the host sets the others.',
  ],
  usage: '[NAME…]',
  options: {
    ...COUNTED,
    from: {
      value: 'people.csv',
      help: 'make a cluster for each line, named after its first field',
      offer: 'file',
    },
    ttl: { value: '4h', help: 'lifetime of the clusters; default: until deleted' },
    template: { value: 'SNAPSHOT', help: 'snapshot of the host to start from' },
    'max-objects': { value: '10000', help: 'maximum number of objects in a cluster' },
    'max-bytes': {
      value: '67108864',
      help: 'maximum size of its objects and snapshots',
    },
    'max-requests-per-second': { value: '500', help: 'maximum requests per second to a cluster' },
    'max-watches': { value: '500', help: 'maximum number of open watches' },
    clock: {
      value: 'frozen|TIME',
      help: 'initial clock: frozen, or a time to run from, such as 2026-01-31T12:00:00Z',
    },
    ...HOSTED_OPTIONS,
    ...MANAGEMENT,
  },
  run: lazy(work, 'createClusters'),
}

const list: Command = {
  name: 'list',
  summary: 'list clusters, asleep or awake',
  options: MANAGEMENT,
  run: lazy(work, 'listClusters'),
}

const remove: Command = {
  name: 'delete',
  summary: 'delete clusters and their data, by name, --prefix or --all',
  usage: '[NAME…]',
  options: {
    ...COUNTED,
    all: { help: 'delete all clusters' },
    yes: { short: 'y', help: 'skip the confirmation for --prefix and --all' },
    ...MANAGEMENT,
  },
  run: lazy(work, 'deleteClusters'),
}

const kubeconfig: Command = {
  name: 'kubeconfig',
  summary: "print the kubeconfig of a cluster's administrator",
  about: [
    'The kubeconfig selects the cluster by the server name in the TLS handshake, so that the cluster has its own CA and paths. With --path, it uses a path on the host, for clients that cannot set a server name.',
  ],
  isData: true,
  usage: 'NAME',
  options: { path: { help: 'use the path https://HOST:PORT/clusters/NAME' }, ...MANAGEMENT },
  run: lazy(work, 'clusterKubeconfig'),
}

export const clusters: Command = {
  name: 'clusters',
  summary: 'manage many clusters in one process (csrlab --clusters)',
  about: [
    'Lists the clusters on the server of KUBECONFIG, or of the data folder here. Start that server with --clusters.',
  ],
  verbs: [create, list, remove, kubeconfig],
  options: MANAGEMENT,
  run: lazy(work, 'listClusters'),
}
