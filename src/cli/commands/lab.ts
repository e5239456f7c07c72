import type { Command, Options } from '../kit/grammar/command.ts'
import { JSON_OUTPUT } from '../kit/grammar/shared-options.ts'
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
  summary: 'list labs, their minutes, and which are solved',
  options,
  run: typedHere(async (...given) =>
    (await import('../labs/list-command.ts')).listCommand(...given),
  ),
}

const start: Command = {
  name: 'start',
  summary: 'start a lab: a cluster, a folder, and the task',
  about: [
    'Starts the cluster of the lab, which runs on after the command (csrlab list shows it, csrlab stop lab-NAME ends it), and makes a folder to work in. A lab that was started before starts over; the files in its folder are set aside.',
  ],
  words,
  options: { ...FOLDER, ...options },
  run: typedHere(async (...given) => (await begins()).startCommand(...given)),
}

const next: Command = {
  name: 'next',
  summary: 'start the next unsolved lab; ends the clusters of solved ones',
  options: { ...FOLDER, ...options },
  run: typedHere(async (...given) => (await begins()).nextCommand(...given)),
}

const check: Command = {
  name: 'check',
  summary: 'check the outcomes, and say what is wrong with the first unmet one',
  about: ['Ends with 0 if the lab is solved, else with 1.'],
  words,
  options,
  run: typedHere(async (...given) => (await looks()).checkCommand(...given)),
}

const hint: Command = {
  name: 'hint',
  summary: 'print the next hint for the first outcome that is not met',
  about: ['Three for each outcome: a nudge, the rule, the commands.'],
  words,
  options,
  run: typedHere(async (...given) => (await looks()).hintCommand(...given)),
}

const reset: Command = {
  name: 'reset',
  summary: 'start the lab over; the files in its folder are set aside',
  words,
  options,
  run: typedHere(async (...given) => (await begins()).resetCommand(...given)),
}

const solution: Command = {
  name: 'solution',
  summary: 'print all commands, and why; asks first',
  words,
  options: { yes: { short: 'y', help: 'do not ask' }, ...options },
  run: typedHere(async (...given) => (await looks()).solutionCommand(...given)),
}

const watch: Command = {
  name: 'watch',
  summary: 'show a screen that ticks off outcomes while you work',
  about: [
    'Follows the cluster and the folder. Keys: t shows the task, c checks at once, h gives the next hint, s shows the solution and r starts over (both ask first), n starts the next lab, l lists labs, space shows the next page, q quits. With --plain, and without a terminal, it prints lines, and ends when the lab is solved.',
  ],
  words,
  options: { plain: { help: 'lines only, as for a screen reader' }, ...LABS, ...LANGUAGE },
  run: typedHere(async (...given) =>
    (await import('../labs/watch-command.ts')).watchCommand(...given),
  ),
}

const finish: Command = {
  name: 'finish',
  summary: 'score the exam: points for each outcome; ends the clusters',
  about: [
    'Ends with 0 if the exam is passed (66 % of the points), else with 1. The folder of the exam stays, its clusters do not. For a finished exam it prints the points again.',
  ],
  options: { wait: { help: 'when the time is over, and not before' }, ...LANGUAGE, ...JSON_OUTPUT },
  run: typedHere(async (...given) =>
    (await import('../labs/finish-exam.ts')).finishCommand(...given),
  ),
}

const exam: Command = {
  name: 'exam',
  summary: 'take an exam: six tasks with points, against the clock',
  about: [
    'Draws six labs, unsolved ones first; with --minutes, as many as fit. Each task has a cluster and a folder of its own. There are no hints. When the time is over, the exam is scored; 66 % of the points pass. During the exam, csrlab lab exam shows it again with the time that is left.',
  ],
  verbs: [finish],
  options: {
    minutes: { value: '60', help: 'how long it takes; default: the minutes of its labs' },
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
  summary: 'test labs: each can be solved, and each outcome can fail',
  about: [
    'Runs each lab in a cluster of its own: the seed, then the check, which has to fail; the solution under bash, after which the check has to pass; then the commands that falsify each outcome, after which that outcome has to fail. Needs kubectl, openssl and bash. A word is the name of a lab, its folder, or a folder of labs; docs/labs-format.md is the format of labs.',
  ],
  words: { usage: '[LAB|FOLDER...]', least: 0, most: Infinity, offer: 'folder' },
  options: { ...LABS, ...JSON_OUTPUT },
  run: typedHere(async (...given) =>
    (await import('../labs/verify-command.ts')).verifyCommand(...given),
  ),
}

export const lab: Command = {
  name: 'lab',
  summary: 'practise with exercises',
  about: [
    'Exercises with plain kubectl and openssl. Each has a cluster and a folder of its own, a task, three hints, and a check that looks at what came of it. Alone it lists them. A command without a name is about the lab that was begun last.',
  ],
  verbs: [list, start, watch, check, hint, solution, reset, next, exam, join, verify],
  options,
  run: typedHere(async (...given) =>
    (await import('../labs/list-command.ts')).listCommand(...given),
  ),
}
