import { type Command, lazy, type Options } from '../kit/grammar/command.ts'
import { JSON_OUTPUT, LANGUAGE, YES } from '../kit/grammar/shared-options.ts'

const LABS: Options = {
  labs: {
    value: 'FOLDER',
    help: 'folder with labs of your own; default: those of csrlab',
    offer: 'folder',
  },
}

const FOLDER: Options = {
  dir: {
    value: 'FOLDER',
    help: 'working folder; default: that of last time, or lab-NAME here',
    offer: 'folder',
  },
}

const options = { ...LABS, ...LANGUAGE, ...JSON_OUTPUT }
const usage = '[LAB]'

const begins = () => import('../labs/lab-commands.ts')
const looks = () => import('../labs/check-commands.ts')

const list: Command = {
  name: 'list',
  summary: 'list labs, their minutes, and which are solved',
  options,
  run: lazy(() => import('../labs/list-command.ts'), 'listCommand'),
}

const start: Command = {
  name: 'start',
  summary: 'start a lab: a cluster, a folder, and the task',
  about: [
    'Starts the cluster of the lab, which runs on after the command (csrlab list shows it, csrlab stop lab-NAME ends it), and creates a working folder. If the lab was started before, it starts over, and the files in its folder are set aside.',
  ],
  usage,
  options: { ...FOLDER, ...options },
  run: lazy(begins, 'startCommand'),
}

const next: Command = {
  name: 'next',
  summary: 'start the next unsolved lab; ends the clusters of solved ones',
  options: { ...FOLDER, ...options },
  run: lazy(begins, 'nextCommand'),
}

const check: Command = {
  name: 'check',
  summary: 'check the outcomes, and say what is wrong with the first unmet one',
  about: ['Exits with 0 if the lab is solved, else with 1.'],
  usage,
  options,
  run: lazy(looks, 'checkCommand'),
}

const hint: Command = {
  name: 'hint',
  summary: 'print the next hint for the first outcome that is not met',
  about: ['Each outcome has three hints: a nudge, the rule, the commands.'],
  usage,
  options,
  run: lazy(looks, 'hintCommand'),
}

const reset: Command = {
  name: 'reset',
  summary: 'start the lab over; the files in its folder are set aside',
  usage,
  options,
  run: lazy(begins, 'resetCommand'),
}

const solution: Command = {
  name: 'solution',
  summary: 'print all commands, and why; asks first',
  usage,
  options: { ...YES, ...options },
  run: lazy(looks, 'solutionCommand'),
}

const watch: Command = {
  name: 'watch',
  summary: 'show a screen that ticks off outcomes while you work',
  about: [
    'Follows the cluster and the folder. Keys: t shows the task, c checks at once, h gives the next hint, s shows the solution and r starts over (both ask first), n starts the next lab, l lists labs, space shows the next page, q quits.',
  ],
  usage,
  options: { ...LABS, ...LANGUAGE },
  run: lazy(() => import('../labs/watch-command.ts'), 'watchCommand'),
}

const finish: Command = {
  name: 'finish',
  summary: 'score the exam: points for each outcome; ends the clusters',
  about: [
    'Exits with 0 if the exam is passed (66 % of the points), else with 1. The folder of the exam stays, but its clusters end. For a finished exam, prints the points again.',
  ],
  options: { wait: { help: 'wait until the time is up' }, ...LANGUAGE, ...JSON_OUTPUT },
  run: lazy(() => import('../labs/finish-exam.ts'), 'finishCommand'),
}

const exam: Command = {
  name: 'exam',
  summary: 'take an exam: six tasks with points, against the clock',
  about: [
    'Draws six labs, unsolved ones first; with --minutes, as many as fit. Each task has its own cluster and folder. There are no hints. When time is up, the exam is scored; 66 % of the points pass. During the exam, csrlab lab exam shows the tasks and the remaining time.',
  ],
  verbs: [finish],
  options: {
    minutes: { value: '60', help: 'duration in minutes; default: the sum of its labs' },
    seed: { value: 'N', help: 'number that selects the tasks; default: random' },
    practice: { help: 'take the exam without a time limit' },
    dir: {
      value: 'lab-exam',
      help: 'working folder',
      offer: 'folder',
    },
    ...options,
  },
  run: lazy(() => import('../labs/exam-commands.ts'), 'examCommand'),
}

const join: Command = {
  name: 'join',
  summary: 'join a class and set up its labs',
  about: [
    "Needs the line from your teacher (csrlab class create). Creates a folder for each lab of the class; the clusters run on the teacher's machine. csrlab lab check and watch work as usual, and report your progress to the class.",
  ],
  usage: 'URL',
  options: {
    token: { value: 'TOKEN', help: 'your token in the class' },
    'ca-cert-hash': { value: 'sha256:HASH', help: 'hash that identifies the CA of the class' },
    dir: { value: 'FOLDER', help: 'where to make the folders; default: here', offer: 'folder' },
    ...LANGUAGE,
    ...JSON_OUTPUT,
  },
  run: lazy(() => import('../labs/join-command.ts'), 'joinCommand'),
}

const verify: Command = {
  name: 'verify',
  summary: 'test labs: each can be solved, and each outcome can fail',
  about: [
    'Runs each lab in its own cluster: the seed, then the check, which must fail; the solution in bash, after which the check must pass; then the commands that falsify each outcome, after which that outcome must fail. Needs kubectl, openssl and bash. Each argument is the name of a lab, its folder, or a folder of labs; docs/labs-format.md describes the format.',
  ],
  usage: '[LAB|FOLDER…]',
  offer: 'folder',
  options: { ...LABS, ...JSON_OUTPUT },
  run: lazy(() => import('../labs/verify-command.ts'), 'verifyCommand'),
}

export const lab: Command = {
  name: 'lab',
  summary: 'practise with exercises',
  about: [
    'Exercises with plain kubectl and openssl. Each has its own cluster and folder, a task, three hints, and a check of the result. Without a verb, lists the labs. Commands without a name use the lab that was started last.',
  ],
  verbs: [list, start, watch, check, hint, solution, reset, next, exam, join, verify],
  options,
  run: lazy(() => import('../labs/list-command.ts'), 'listCommand'),
}
