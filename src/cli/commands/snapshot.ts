import type { Command } from '../kit/grammar/command.ts'
import { JSON_OUTPUT, KUBECONFIG, SERVER } from '../kit/grammar/shared-options.ts'

const options = { ...KUBECONFIG, ...SERVER }
const words = { usage: 'NAME', least: 1, most: 1 }

const work = () => import('../manage/worlds-command.ts')

const list: Command = {
  name: 'list',
  summary: 'list snapshots',
  options: { ...JSON_OUTPUT, ...options },
  run: async (...given) => (await work()).listSnapshots(...given),
}

const save: Command = {
  name: 'save',
  summary: 'save all objects under a name',
  words,
  options,
  run: async (...given) => (await work()).saveSnapshot(...given),
}

const restore: Command = {
  name: 'restore',
  summary: 'restore all objects and the clock',
  about: [
    'Objects get new resourceVersions, and watches end with 410, as after a compaction. CA, address and users stay.',
  ],
  words,
  options,
  run: async (...given) => (await work()).restoreSnapshot(...given),
}

const remove: Command = {
  name: 'delete',
  summary: 'delete a snapshot',
  words,
  options,
  run: async (...given) => (await work()).deleteSnapshot(...given),
}

export const snapshot: Command = {
  name: 'snapshot',
  summary: 'save and restore all objects of a cluster',
  about: ['Lists the snapshots in the cluster of KUBECONFIG, or of the data folder here.'],
  verbs: [list, save, restore, remove],
  options: { ...JSON_OUTPUT, ...options },
  run: async (...given) => (await work()).listSnapshots(...given),
}
