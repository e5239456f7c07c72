import type { Command, Options } from '../grammar/command.ts'
import { JSON_OUTPUT } from '../grammar/shared-options.ts'
import { typedHere } from '../labs/typed-here.ts'

const LABS: Options = {
  labs: { value: 'FOLDER', help: 'labs of your own; default: those of csrlab', offer: 'folder' },
}

const LANGUAGE: Options = {
  lang: { value: 'ko', help: 'language of the texts; default: that of the locale' },
}

const FOLDER: Options = {
  dir: {
    value: 'FOLDER',
    help: 'the folder to work in; default: that of last time, or lab-NAME here',
    offer: 'folder',
  },
}

const options = { ...LABS, ...LANGUAGE, ...JSON_OUTPUT }
const words = { usage: '[LAB]', least: 0, most: 1 }

const begins = () => import('../labs/lab-commands.ts')
const looks = () => import('../labs/check-commands.ts')

const list: Command = {
  name: 'list',
  summary: 'labs, how long they take, and which are solved',
  options,
  run: typedHere(async (...given) =>
    (await import('../labs/list-command.ts')).listCommand(...given),
  ),
}

const start: Command = {
  name: 'start',
  summary: 'begins one: a cluster, a folder, and the task',
  about: [
    'Makes the cluster of the lab, which goes on when the command has ended (csrlab list shows it, csrlab stop lab-NAME ends it), and a folder to work in. A lab that was begun before begins anew, and what was in its folder is put aside.',
  ],
  words,
  options: { ...FOLDER, ...options },
  run: typedHere(async (...given) => (await begins()).startCommand(...given)),
}

const next: Command = {
  name: 'next',
  summary: 'begins the next that is not solved',
  options: { ...FOLDER, ...options },
  run: typedHere(async (...given) => (await begins()).nextCommand(...given)),
}

const check: Command = {
  name: 'check',
  summary: 'what is there already, and what is wrong with the first that is not',
  about: ['Ends with 0 when it is solved, with 1 when it is not yet.'],
  words,
  options,
  run: typedHere(async (...given) => (await looks()).checkCommand(...given)),
}

const hint: Command = {
  name: 'hint',
  summary: 'the next of three: a nudge, the rule, the command',
  words,
  options,
  run: typedHere(async (...given) => (await looks()).hintCommand(...given)),
}

const reset: Command = {
  name: 'reset',
  summary: 'begins the lab anew; what was in the folder is put aside',
  words,
  options,
  run: typedHere(async (...given) => (await begins()).resetCommand(...given)),
}

const solution: Command = {
  name: 'solution',
  summary: 'the commands, and why; asks first',
  words,
  options: { yes: { short: 'y', help: 'do not ask' }, ...options },
  run: typedHere(async (...given) => (await looks()).solutionCommand(...given)),
}

const watch: Command = {
  name: 'watch',
  summary: 'a screen that ticks off what comes true while you work',
  about: [
    'Follows the cluster and the folder. Keys: t the task, c looks at once, h gives the next hint, s the solution and r begins anew (both ask first), n goes on to the next lab, l lists labs, space shows what does not fit, q quits. With --plain, and where there is no terminal, it prints lines, and ends when the lab is solved.',
  ],
  words,
  options: { plain: { help: 'lines only, as for a screen reader' }, ...LABS, ...LANGUAGE },
  run: typedHere(async (...given) =>
    (await import('../labs/watch-command.ts')).watchCommand(...given),
  ),
}

const finish: Command = {
  name: 'finish',
  summary: 'points for each outcome, and what was missing; ends the clusters',
  about: [
    'Ends with 0 when all points are there, else with 1. The folder of the exam stays, its clusters do not. Of an exam that is finished it tells the points again.',
  ],
  options: { wait: { help: 'when the time is over, and not before' }, ...LANGUAGE, ...JSON_OUTPUT },
  run: typedHere(async (...given) =>
    (await import('../labs/finish-exam.ts')).finishCommand(...given),
  ),
}

const exam: Command = {
  name: 'exam',
  summary: 'a drawn set of tasks with points, against the clock',
  about: [
    'Draws labs that fit into the minutes. Each task has a cluster and a folder of its own, and one kubeconfig has a context for each. There are no hints, and when the time is over, the points are those of what is there by then. While it is going on, csrlab lab exam shows it again, with the time that is left.',
  ],
  verbs: [finish],
  options: {
    minutes: { value: '20', help: 'how long it takes' },
    seed: { value: 'N', help: 'the same tasks for the same number; default: drawn' },
    practice: { help: 'the clock does not end it' },
    dir: {
      value: 'lab-exam',
      help: 'the folder to work in',
      offer: 'folder',
    },
    ...options,
  },
  run: typedHere(async (...given) =>
    (await import('../labs/exam-commands.ts')).examCommand(...given),
  ),
}

const join: Command = {
  name: 'join',
  summary: 'takes up the labs of a class',
  about: [
    'With the line that a teacher has handed out (csrlab class create). Makes a folder for each lab of the class; their clusters are at the teacher. csrlab lab check and watch work as ever, and tell the class which outcomes are there.',
  ],
  words: { usage: 'URL', least: 1, most: 1 },
  options: {
    token: { value: 'TOKEN', help: 'who you are there' },
    'ca-cert-hash': { value: 'sha256:HASH', help: 'by which the class is known' },
    dir: { value: 'FOLDER', help: 'where the folders are made; default: here', offer: 'folder' },
    ...LANGUAGE,
    ...JSON_OUTPUT,
  },
  run: async (...given) => (await import('../labs/join-command.ts')).joinCommand(...given),
}

const verify: Command = {
  name: 'verify',
  summary: 'tries labs: that they can be solved, and can fail',
  about: [
    'Runs each lab in a cluster of its own: the seed, then the check, which has to fail; the solution under bash, after which it has to pass; then what falsifies each outcome, after which that one has to fail. Needs kubectl, openssl and bash. A word is the name of a lab, its folder, or a folder of labs; docs/labs-format.md says how labs are written.',
  ],
  words: { usage: '[LAB|FOLDER...]', least: 0, most: Infinity, offer: 'folder' },
  options: { ...LABS, ...JSON_OUTPUT },
  run: typedHere(async (...given) =>
    (await import('../labs/verify-command.ts')).verifyCommand(...given),
  ),
}

export const lab: Command = {
  name: 'lab',
  summary: 'exercises in a cluster of their own',
  about: [
    'Exercises with plain kubectl and openssl. Each has a cluster and a folder of its own, a task, three hints, and a check that looks at what came of it. Alone it lists them. A command without a name is about the lab that was begun last.',
  ],
  verbs: [list, start, watch, check, hint, solution, reset, next, exam, join, verify],
  options,
  run: typedHere(async (...given) =>
    (await import('../labs/list-command.ts')).listCommand(...given),
  ),
}
