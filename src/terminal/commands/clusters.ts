import type { Command, Options } from '../grammar/command.ts'
import { HOSTED_OPTIONS } from '../grammar/start-options.ts'
import { JSON_OUTPUT, KUBECONFIG, SERVER } from '../grammar/shared-options.ts'

const options = { ...JSON_OUTPUT, ...KUBECONFIG, ...SERVER }

const work = () => import('../clusters/hosted-command.ts')

const COUNTED: Options = {
  count: { value: 'N', help: 'so many, numbered from 1' },
  prefix: { value: 'team-', help: 'what stands before the number; default: cluster-' },
}

const create: Command = {
  name: 'create',
  summary: 'makes one, or many at once',
  about: [
    'A cluster that nobody has used yet takes a row in a file; its CA and its first objects are made for its first request. All are made or none.',
    'Options such as --kubernetes-version are those of csrlab start, for these clusters alone; the others come from the host.',
  ],
  words: { usage: '[NAME…]', least: 0 },
  options: {
    ...COUNTED,
    from: {
      value: 'people.csv',
      help: 'one for each line, named after its first field',
      offer: 'file',
    },
    ttl: { value: '4h', help: 'how long they stay; default: until they are deleted' },
    template: { value: 'SNAPSHOT', help: 'a snapshot of the host whose objects they begin with' },
    'max-objects': { value: '10000', help: 'how many objects one may hold' },
    'max-bytes': {
      value: '67108864',
      help: 'how many bytes these and its snapshots may be together',
    },
    'max-requests-per-second': { value: '500', help: 'how many requests one may get' },
    'max-watches': { value: '500', help: 'how many watches may be open' },
    clock: {
      value: 'frozen|TIME',
      help: 'the time at the first start: it stands still, or runs from 2026-01-31T12:00:00Z',
    },
    ...HOSTED_OPTIONS,
    ...options,
  },
  run: async (...given) => (await work()).createClusters(...given),
}

const list: Command = {
  name: 'list',
  summary: 'those that there are, asleep or awake',
  options,
  run: async (...given) => (await work()).listClusters(...given),
}

const remove: Command = {
  name: 'delete',
  summary: 'ends them, with all that they hold',
  words: { usage: '[NAME…]', least: 0 },
  options: { ...COUNTED, ...options },
  run: async (...given) => (await work()).deleteClusters(...given),
}

const kubeconfig: Command = {
  name: 'kubeconfig',
  summary: "prints the kubeconfig of one's administrator",
  about: [
    'It leads there by the name in the TLS handshake, so that the cluster has a CA and paths of its own; with --path by a path on the host, for clients that cannot ask for a name.',
  ],
  isData: true,
  words: { usage: 'NAME', least: 1, most: 1 },
  options: { path: { help: 'by the path https://HOST:PORT/clusters/NAME' }, ...options },
  run: async (...given) => (await work()).clusterKubeconfig(...given),
}

export const clusters: Command = {
  name: 'clusters',
  summary: 'many clusters in one process: csrlab --clusters holds them',
  about: [
    'Asks the server of KUBECONFIG, or the one whose data folder is here, which was started with --clusters, and lists the clusters that it holds beside its own.',
  ],
  verbs: [create, list, remove, kubeconfig],
  options,
  run: async (...given) => (await work()).listClusters(...given),
}
