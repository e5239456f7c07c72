import { FLAGS } from '../../boot/flags.ts'
import type { Command, Options } from '../grammar/command.ts'
import { JSON_OUTPUT } from '../grammar/shared-options.ts'

const LANGUAGE: Options = {
  lang: { value: 'ko', help: 'language of the texts; default: that of the locale' },
}

const options = { ...LANGUAGE, ...JSON_OUTPUT }
const words = { usage: '[NAME]', least: 0, most: 1 }

const create: Command = {
  name: 'create',
  summary: 'makes one and serves it: a cluster for each lab of each learner',
  about: [
    'Reads names from a file, makes a cluster for each lab of each learner, and serves them until Ctrl-C. For each learner the folder has a text with lines to paste, a kubeconfig and what the labs give. All of it is kept: csrlab class serve goes on with it.',
    'With --host 0.0.0.0 other machines reach it. docs/class.md says how a class works, and what a learner could forge.',
  ],
  words,
  options: {
    from: {
      value: 'people.csv',
      help: 'a name on each line, or in the column name',
      offer: 'file',
    },
    labs: { value: 'jane,groups', help: 'names of labs, or folders: mine/my-lab' },
    dir: { value: 'FOLDER', help: 'what is handed out; default: NAME here', offer: 'folder' },
    host: { value: FLAGS.host.default, help: FLAGS.host.help },
    port: { value: '0', help: 'the port of all clusters; 0 takes a free one, and keeps it' },
    'advertise-address': { value: 'IP', help: FLAGS['advertise-address'].help },
    'tls-san': { value: 'NAME,IP,...', help: FLAGS['tls-san'].help },
    ...options,
  },
  run: async (...given) => (await import('../class/create-command.ts')).createCommand(...given),
}

const serve: Command = {
  name: 'serve',
  summary: 'goes on with one that was made before, until Ctrl-C',
  words,
  options,
  run: async (...given) => (await import('../class/serve-command.ts')).serveCommand(...given),
}

const board: Command = {
  name: 'board',
  summary: 'who has solved what, and who is stuck; follows',
  about: [
    'Keys: arrows scroll, s sorts by who has waited the longest for something to come true, q quits. With --plain it prints lines, and ends when all is solved; where there is no terminal it prints the board once.',
  ],
  words,
  options: { plain: { help: 'lines only, as for a screen reader' }, ...options },
  run: async (...given) => (await import('../class/board-command.ts')).boardCommand(...given),
}

const exportVerb: Command = {
  name: 'export',
  summary: 'every outcome of every learner as CSV',
  isData: true,
  words,
  options,
  run: async (...given) => (await import('../class/export-command.ts')).exportCommand(...given),
}

const deleteVerb: Command = {
  name: 'delete',
  summary: 'ends one, and removes its clusters; asks first',
  words,
  options: { yes: { short: 'y', help: 'do not ask' }, ...options },
  run: async (...given) => (await import('../class/delete-command.ts')).deleteCommand(...given),
}

export const classCommand: Command = {
  name: 'class',
  summary: 'labs for many, with a board for their teacher',
  about: [
    'A class has a cluster for each lab of each learner, all in one process. Without a NAME it is called class; commands without one are about the only class that there is.',
  ],
  verbs: [create, serve, board, exportVerb, deleteVerb],
}
