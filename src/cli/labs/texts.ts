import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { shownLines } from '../../apimachinery/text/shown.ts'
import { padTo, widthOf } from '../../apimachinery/text/width.ts'
import { wrapped } from '../../apimachinery/text/wrapped.ts'
import { shellWord } from '../../teaching/hints/shell.ts'
import { type Checked, finalOutcome, isSolved, metIds } from '../../teaching/labs/check-lab.ts'
import { type GivenHint, HINTS, hintsFor } from '../../teaching/labs/hint-for.ts'
import type { Lab } from '../../teaching/labs/lab.ts'
import { UNTOLD } from '../../teaching/labs/workspace.ts'
import { topicText } from '../../teaching/labs/topics.ts'
import type { Wording } from '../../teaching/labs/wording.ts'
import { cannotWrite } from '../kit/index.ts'

const COLUMNS = 80

const linesOf = (text: string): string[] => text.trimEnd().split('\n')

/** The first line of each command about a lab. */
export const labLine = ({ name, title }: Pick<Lab, 'name' | 'title'>): string =>
  `${name} · ${title}`

const headLines = (lab: Lab, say: Wording): string[] =>
  [
    [labLine(lab), say.minutes(lab.minutes), ...lab.topics.map(topicText)]
      .filter((part) => part !== '')
      .join(' · '),
    lab.why,
  ].flatMap((line) => wrapped(line, COLUMNS))

export const cdLines = (folder: string): string[] => [
  `  cd ${shellWord(folder)}`,
  '  export KUBECONFIG=$PWD/kubeconfig',
]

const beginLines = (folder: string, say: Wording): string[] => [
  say.inAnotherTerminal,
  ...cdLines(folder),
]

/** `folder`: as the learner types it. */
export const taskLines = ({ task }: Lab, folder: string, say: Wording): string[] => [
  ...linesOf(task),
  '',
  ...beginLines(folder, say),
]

const nextLines = (lab: Lab, say: Wording): string[] => [
  ...say.howToGoOn,
  ...(lab.seed.cluster?.hints ? [] : say.noHints),
]

/** Adds title and next steps to {@link taskLines}. */
export const wholeTaskLines = (lab: Lab, folder: string, say: Wording): string[] => [
  ...headLines(lab, say),
  '',
  ...taskLines(lab, folder, say),
  '',
  ...nextLines(lab, say),
]

const TASK_FILE = 'TASK.md'

/**
 * Writes the task into the lab's folder, unless the lab has a file of that name. `how`: adds how to
 * begin and to go on with csrlab. Throws FileError.
 */
export const writeTask = (lab: Lab, folder: string, say: Wording, how = true): void => {
  const path = join(folder, TASK_FILE)
  if (existsSync(path)) return
  const text = shownLines([
    `# ${labLine(lab)}`,
    '',
    ...wrapped(lab.why, COLUMNS),
    '',
    ...linesOf(lab.task),
    ...(how ? ['', ...beginLines(folder, say), '', ...nextLines(lab, say)] : []),
    '',
  ])
  try {
    writeFileSync(path, text)
  } catch (error) {
    throw cannotWrite(path, error, 'choose another folder with --dir')
  }
}

export const unmetLines = ({ outcome, finding }: Checked, say: Wording): string[] => {
  const width = Math.max(widthOf(say.is), widthOf(say.wanted)) + 1
  const margin = ' '.repeat(width + 5)
  return [
    `✗ ${outcome.says}`,
    `    ${outcome.notYet}`,
    ...(['is', 'wanted'] as const).flatMap((part) => {
      const text = finding?.[part] ?? UNTOLD
      if (text === UNTOLD) return []
      const head = `    ${padTo(`${say[part]}:`, width)} `
      return wrapped(text, COLUMNS - margin.length).map(
        (line, row) => `${row === 0 ? head : margin}${line}`,
      )
    }),
  ]
}

/** Explains only one unmet outcome: one that cannot be met any more, or else the first. */
export const outcomeLines = (checked: readonly Checked[], say: Wording): string[] => {
  const explained = finalOutcome(checked) ?? checked.find(({ finding }) => finding !== undefined)
  return checked.flatMap((one) => {
    const { says, because } = one.outcome
    if (one.finding === undefined)
      return [`✓ ${says}${because === undefined ? '' : `: ${because}`}`]
    return one === explained ? unmetLines(one, say) : [`… ${says}`]
  })
}

export const checkLines = (checked: readonly Checked[], say: Wording): string[] => {
  const lines = outcomeLines(checked, say)
  return isSolved(checked)
    ? lines
    : [...lines, '', say.ofAll(metIds(checked).length, checked.length)]
}

/** `goOn`: text that says how to go on. */
export const solvedLines = ({ explain, see }: Lab, say: Wording, goOn: string): string[] => [
  say.solved,
  '',
  ...linesOf(explain),
  '',
  say.readOn,
  ...see.map((page) => `  ${page}`),
  '',
  goOn,
]

/**
 * Does not indent, so that here-documents can be copied. `noMore`: shown below the last hint.
 */
export const hintLines = (
  lab: Lab,
  { outcome: id, number }: GivenHint,
  say: Wording,
  noMore: string,
): string[] => {
  const outcome = lab.outcomes.find((one) => one.id === id)
  if (outcome === undefined) return []
  return [
    say.hint(number, outcome.says),
    '',
    ...linesOf(hintsFor(lab, outcome)[number - 1] ?? ''),
    ...(number === HINTS ? ['', noMore] : []),
  ]
}

/** After the last step, the explanation follows, then the first step again. */
export const stepLines = ({ solution, explain }: Lab, number: number, say: Wording): string[] => {
  const at = number % (solution.length + 1)
  const { run, why } = solution[at] ?? { run: '', why: explain }
  return [
    ...(at < solution.length ? [say.ofAll(at + 1, solution.length), ''] : []),
    ...linesOf(why),
    ...(run === '' ? [] : ['', ...linesOf(run)]),
  ]
}

export const solutionLines = (lab: Lab): string[] => [
  `# ${labLine(lab)}`,
  '',
  ...lab.solution.flatMap(({ run, why }) => [
    ...linesOf(why).map((line) => `# ${line}`),
    ...linesOf(run),
    '',
  ]),
  ...linesOf(lab.explain),
]
