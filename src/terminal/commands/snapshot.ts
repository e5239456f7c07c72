import type { Command } from '../grammar/command.ts'
import { JSON_OUTPUT, KUBECONFIG, SERVER } from '../grammar/shared-options.ts'

const options = { ...KUBECONFIG, ...SERVER }
const words = { usage: 'NAME', least: 1, most: 1 }

const work = () => import('../../manage/worlds/command.ts')

const list: Command = {
  name: 'list',
  summary: 'those that there are',
  options: { ...JSON_OUTPUT, ...options },
  run: async (...given) => (await work()).listSnapshots(...given),
}

const save: Command = {
  name: 'save',
  summary: 'keeps all objects under a name',
  words,
  options,
  run: async (...given) => (await work()).saveSnapshot(...given),
}

const restore: Command = {
  name: 'restore',
  summary: 'brings all objects back, and the clock to where it was',
  about: [
    'Objects get new resourceVersions, and watches end with 410 as after a compaction. CA, address and users stay.',
  ],
  words,
  options,
  run: async (...given) => (await work()).restoreSnapshot(...given),
}

const remove: Command = {
  name: 'delete',
  summary: 'forgets it',
  words,
  options,
  run: async (...given) => (await work()).deleteSnapshot(...given),
}

export const snapshot: Command = {
  name: 'snapshot',
  summary: 'all objects of a cluster, kept under a name',
  about: [
    'Asks the server of KUBECONFIG, or the one whose data folder is here, and lists the snapshots that it keeps.',
  ],
  verbs: [list, save, restore, remove],
  options: { ...JSON_OUTPUT, ...options },
  run: async (...given) => (await work()).listSnapshots(...given),
}
