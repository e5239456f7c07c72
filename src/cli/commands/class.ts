import { FLAGS } from '../../server/flags.ts'
import { type Command, lazy, type Options } from '../kit/grammar/command.ts'
import { JSON_OUTPUT, LANGUAGE, YES } from '../kit/grammar/shared-options.ts'

const options = { ...LANGUAGE, ...JSON_OUTPUT }
const usage = '[NAME]'

const create: Command = {
  name: 'create',
  summary: 'create a class and serve it',
  about: [
    'Reads names from a file, creates a cluster for each lab of each learner, and serves them until Ctrl-C. The folder holds, for each learner, a text with lines to paste, a kubeconfig and the files of the labs. csrlab class serve continues it later.',
    'Use --host 0.0.0.0 to let other machines connect. docs/class.md explains how a class works, and what a learner could forge.',
  ],
  usage,
  options: {
    from: {
      value: 'people.csv',
      help: 'file with one name per line, or a CSV file with a column "name"',
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
    'tls-san': { value: 'NAME,IP,…', help: FLAGS['tls-san'].help },
    ...options,
  },
  run: lazy(() => import('../class/create-command.ts'), 'createCommand'),
}

const serve: Command = {
  name: 'serve',
  summary: 'serve an existing class until Ctrl-C',
  usage,
  options,
  run: lazy(() => import('../class/serve-command.ts'), 'serveCommand'),
}

const CHANGED: Options = {
  class: { value: 'NAME', help: 'name of the class; default: the only class there is' },
  ...options,
}

const changes = () => import('../class/change-commands.ts')

const add: Command = {
  name: 'add',
  summary: 'add learners to a class',
  usage: '[LEARNER…]',
  options: {
    from: {
      value: 'people.csv',
      help: 'CSV file of learners, as for csrlab class create',
      offer: 'file',
    },
    ...CHANGED,
  },
  run: lazy(changes, 'addCommand'),
}

const labs: Command = {
  name: 'labs',
  summary: 'add labs to a class: +groups',
  usage: '+LAB…',
  options: CHANGED,
  run: lazy(changes, 'labsCommand'),
}

const token: Command = {
  name: 'token',
  summary: 'issue a new token to a learner and revoke the old one',
  usage: 'LEARNER',
  options: CHANGED,
  run: lazy(changes, 'tokenCommand'),
}

const board: Command = {
  name: 'board',
  summary: 'show who has solved what, and who is stuck',
  about: [
    'Keys: arrows scroll, s sorts by the time since the last progress, q quits. With --once, or without a terminal, prints the board once.',
  ],
  usage,
  options: {
    once: { help: 'print the board once' },
    ...options,
  },
  run: lazy(() => import('../class/board-command.ts'), 'boardCommand'),
}

const exportVerb: Command = {
  name: 'export',
  summary: 'print every outcome of every learner as CSV',
  isData: true,
  usage,
  options: LANGUAGE,
  run: lazy(() => import('../class/export-command.ts'), 'exportCommand'),
}

const deleteVerb: Command = {
  name: 'delete',
  summary: 'delete a class and its clusters; asks first',
  usage,
  options: { ...YES, ...options },
  run: lazy(() => import('../class/delete-command.ts'), 'deleteCommand'),
}

export const classCommand: Command = {
  name: 'class',
  summary: 'run labs for a class, with a board for the teacher',
  about: [
    'A class has a cluster for each lab of each learner, all in one process. The default NAME is class; commands without a NAME use the only class there is.',
  ],
  verbs: [create, serve, add, labs, token, board, exportVerb, deleteVerb],
}
