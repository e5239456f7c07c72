import { FLAGS } from '../../server/flags.ts'
import type { Command, Options } from '../kit/grammar/command.ts'
import { JSON_OUTPUT } from '../kit/grammar/shared-options.ts'

const LANGUAGE: Options = {
  lang: { value: 'ko', help: 'language of the texts; default: that of the locale' },
}

const options = { ...LANGUAGE, ...JSON_OUTPUT }
const words = { usage: '[NAME]', least: 0, most: 1 }

const create: Command = {
  name: 'create',
  summary: 'create a class and serve it',
  about: [
    'Reads names from a file, makes a cluster for each lab of each learner, and serves them until Ctrl-C. The folder holds, for each learner, a text with lines to paste, a kubeconfig and the files of the labs. Everything is kept: csrlab class serve continues with it.',
    'Use --host 0.0.0.0 to let other machines connect. docs/class.md explains how a class works, and what a learner could forge.',
  ],
  words,
  options: {
    from: {
      value: 'people.csv',
      help: 'file with one name per line, or a CSV with a column name',
      offer: 'file',
    },
    labs: { value: 'jane,groups', help: 'names of labs, or folders such as mine/my-lab' },
    dir: {
      value: 'FOLDER',
      help: 'folder for what you hand out; default: NAME here',
      offer: 'folder',
    },
    host: { value: FLAGS.host.default, help: FLAGS.host.help },
    port: { value: '0', help: 'port of all clusters; 0: any free port, kept for later starts' },
    'advertise-address': { value: 'IP', help: FLAGS['advertise-address'].help },
    'tls-san': { value: 'NAME,IP,...', help: FLAGS['tls-san'].help },
    ...options,
  },
  run: async (...given) => (await import('../class/create-command.ts')).createCommand(...given),
}

const serve: Command = {
  name: 'serve',
  summary: 'serve an existing class until Ctrl-C',
  words,
  options,
  run: async (...given) => (await import('../class/serve-command.ts')).serveCommand(...given),
}

const CHANGED: Options = {
  class: { value: 'NAME', help: 'name of the class; default: the only class there is' },
  ...options,
}

const changes = () => import('../class/change-commands.ts')

const add: Command = {
  name: 'add',
  summary: 'add learners to a class',
  words: { usage: '[LEARNER…]', least: 0 },
  options: {
    from: {
      value: 'people.csv',
      help: 'CSV file of learners, as for csrlab class create',
      offer: 'file',
    },
    ...CHANGED,
  },
  run: async (...given) => (await changes()).addCommand(...given),
}

const labs: Command = {
  name: 'labs',
  summary: 'add labs to a class: +groups',
  words: { usage: '+LAB…', least: 1 },
  options: CHANGED,
  run: async (...given) => (await changes()).labsCommand(...given),
}

const token: Command = {
  name: 'token',
  summary: 'issue a new token to a learner and revoke the old one',
  words: { usage: 'LEARNER', least: 1, most: 1 },
  options: CHANGED,
  run: async (...given) => (await changes()).tokenCommand(...given),
}

const board: Command = {
  name: 'board',
  summary: 'show who has solved what, and who is stuck',
  about: [
    'Keys: arrows scroll, s sorts by the time since the last progress, q quits. With --plain, prints lines and ends when all labs are solved or the class is no longer served. With --once, or without a terminal, prints the board once.',
  ],
  words,
  options: {
    plain: { help: 'print lines, for screen readers' },
    once: { help: 'print the board once' },
    ...options,
  },
  run: async (...given) => (await import('../class/board-command.ts')).boardCommand(...given),
}

const exportVerb: Command = {
  name: 'export',
  summary: 'print every outcome of every learner as CSV',
  isData: true,
  words,
  options: LANGUAGE,
  run: async (...given) => (await import('../class/export-command.ts')).exportCommand(...given),
}

const deleteVerb: Command = {
  name: 'delete',
  summary: 'delete a class and its clusters; asks first',
  words,
  options: { yes: { short: 'y', help: 'do not ask for confirmation' }, ...options },
  run: async (...given) => (await import('../class/delete-command.ts')).deleteCommand(...given),
}

export const classCommand: Command = {
  name: 'class',
  summary: 'run labs for a class, with a board for the teacher',
  about: [
    'A class has a cluster for each lab of each learner, all in one process. The default NAME is class; commands without a NAME use the only class there is.',
  ],
  verbs: [create, serve, add, labs, token, board, exportVerb, deleteVerb],
}
