import { padTo, widthOf } from '../../apimachinery/text/width.ts'
import { wrapped } from '../../apimachinery/text/wrapped.ts'
import { shellWord } from '../../teaching/hints/shell.ts'
import { type Checked, isSolved, metIds } from '../../teaching/labs/check-lab.ts'
import { type GivenHint, HINTS, hintsFor } from '../../teaching/labs/hint-for.ts'
import type { Lab } from '../../teaching/labs/lab.ts'
import { UNTOLD } from '../../teaching/labs/workspace.ts'
import { topicText } from '../../teaching/labs/topics.ts'
import type { Wording } from '../../teaching/labs/wording.ts'

const COLUMNS = 80

const linesOf = (text: string): string[] => text.trimEnd().split('\n')

const headLines = ({ title, minutes, topics, why }: Lab, say: Wording): string[] =>
  [
    [title, say.minutes(minutes), ...topics.map(topicText)]
      .filter((part) => part !== '')
      .join(' · '),
    why,
  ].flatMap((line) => wrapped(line, COLUMNS))

export const cdLines = (folder: string): string[] => [
  `  cd ${shellWord(folder)}`,
  '  export KUBECONFIG=$PWD/kubeconfig',
]

/** `folder`: as the learner types it. */
export const taskLines = ({ task }: Lab, folder: string, say: Wording): string[] => [
  ...linesOf(task),
  '',
  say.inAnotherTerminal,
  ...cdLines(folder),
]

/** Adds title and next steps to {@link taskLines}. */
export const wholeTaskLines = (lab: Lab, folder: string, say: Wording): string[] => [
  ...headLines(lab, say),
  '',
  ...taskLines(lab, folder, say),
  '',
  ...say.howToGoOn,
  ...(lab.seed.cluster?.hints ? [] : say.noHints),
]

/** Explains only the first unmet outcome. */
export const outcomeLines = (checked: readonly Checked[], say: Wording): string[] => {
  const firstMissing = checked.find(({ finding }) => finding !== undefined)
  return checked.flatMap((one) => {
    const { outcome, finding } = one
    const { says, because, notYet } = outcome
    if (finding === undefined) return [`✓ ${says}${because === undefined ? '' : `: ${because}`}`]
    if (one !== firstMissing) return [`… ${says}`]
    const width = Math.max(widthOf(say.is), widthOf(say.wanted)) + 1
    return [
      `✗ ${says}`,
      `    ${notYet}`,
      ...(['is', 'wanted'] as const)
        .filter((part) => finding[part] !== UNTOLD)
        .map((part) => `    ${padTo(`${say[part]}:`, width)} ${finding[part]}`),
    ]
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

export const solutionLines = ({ solution, explain }: Lab): string[] => [
  ...solution.flatMap(({ run, why }) => [
    ...linesOf(why).map((line) => `# ${line}`),
    ...linesOf(run),
    '',
  ]),
  ...linesOf(explain),
]
