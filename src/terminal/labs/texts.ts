/** What the commands of labs print, in lines. Pure. */
import { type Checked, isSolved } from '../../labs/check-lab.ts'
import type { Lab } from '../../labs/lab.ts'
import { topicText } from '../../labs/topics.ts'
import { padTo, widthOf } from '../../api/text/width.ts'
import { wrapped } from '../../api/text/wrapped.ts'
import type { Wording } from '../../labs/wording.ts'
import { shellWord } from '../../hints/shell.ts'

const COLUMNS = 80

const linesOf = (text: string): string[] => text.trimEnd().split('\n')

const headLines = ({ title, minutes, topics, why }: Lab, say: Wording): string[] =>
  [
    [title, say.minutes(minutes), ...topics.map(topicText)]
      .filter((part) => part !== '')
      .join(' · '),
    why,
  ].flatMap((line) => wrapped(line, COLUMNS))

/** What is to be done, and where. `folder`: the working folder, as the learner types it. */
export const taskLines = ({ task }: Lab, folder: string, say: Wording): string[] => [
  ...linesOf(task),
  '',
  say.inAnotherTerminal,
  `  cd ${shellWord(folder)}`,
  '  export KUBECONFIG="$PWD/kubeconfig"',
]

/** The task from its title to how to go on. */
export const wholeTaskLines = (lab: Lab, folder: string, say: Wording): string[] => [
  ...headLines(lab, say),
  '',
  ...taskLines(lab, folder, say),
  '',
  ...say.howToGoOn,
]

/** What is, and what is wanted, of the first that is not there. */
export const outcomeLines = (checked: readonly Checked[], say: Wording): string[] => {
  const firstMissing = checked.find(({ finding }) => finding !== undefined)
  return checked.flatMap((one) => {
    const { outcome, finding } = one
    const line = `${finding === undefined ? '✓' : one === firstMissing ? '✗' : '…'} ${outcome.says}`
    if (finding === undefined || one !== firstMissing) return [line]
    const width = Math.max(widthOf(say.is), widthOf(say.wanted)) + 1
    return [
      line,
      `    ${outcome.notYet}`,
      `    ${padTo(`${say.is}:`, width)} ${finding.is}`,
      `    ${padTo(`${say.wanted}:`, width)} ${finding.wanted}`,
    ]
  })
}

/** The same, and how many are there. */
export const checkLines = (checked: readonly Checked[], say: Wording): string[] => {
  const lines = outcomeLines(checked, say)
  const count = checked.filter(({ finding }) => finding === undefined).length
  return isSolved(checked) ? lines : [...lines, '', say.ofAll(count, checked.length)]
}

/** What to take away from a lab that is solved. */
export const explainLines = ({ explain, see }: Lab, say: Wording): string[] => [
  say.solved,
  '',
  ...linesOf(explain),
  '',
  say.readOn,
  ...see.map((page) => `  ${page}`),
]

/** The same, and how to go on. */
export const solvedLines = (lab: Lab, say: Wording): string[] => [
  ...explainLines(lab, say),
  '',
  ...say.goOn(lab.name),
]

/** Nothing is indented, so that commands can be copied with their here-documents. */
export const hintLines = ({ hints }: Lab, number: number, say: Wording): string[] => [
  say.hint(number),
  ...linesOf(hints[number - 1] ?? ''),
  ...(number === hints.length ? ['', say.noMoreHints] : []),
]

/** One step of the solution, and after the last what to take away; it begins anew then. */
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
