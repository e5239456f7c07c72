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

const fileWords = { usage: 'FILE [NAME]', least: 1, most: 2, offer: 'file' } as const

const exportTo: Command = {
  name: 'export',
  summary: 'writes it, or what there is now, to a file',
  about: ['The file has secrets in it, and only you may read it.'],
  words: fileWords,
  options,
  run: async (...given) => (await work()).exportSnapshot(...given),
}

const importFrom: Command = {
  name: 'import',
  summary: 'keeps what is in a file under its name, or another one',
  words: fileWords,
  options,
  run: async (...given) => (await work()).importSnapshot(...given),
}

export const snapshot: Command = {
  name: 'snapshot',
  summary: 'all objects of a cluster, kept under a name',
  about: [
    'Asks the server of KUBECONFIG, or the one whose data folder is here, and lists the snapshots that it keeps.',
  ],
  verbs: [list, save, restore, remove, exportTo, importFrom],
  options: { ...JSON_OUTPUT, ...options },
  run: async (...given) => (await work()).listSnapshots(...given),
}
