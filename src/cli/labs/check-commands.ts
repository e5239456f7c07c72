import { isSolved } from '../../teaching/labs/check-lab.ts'
import { hintsFor, nextHint } from '../../teaching/labs/hint-for.ts'
import {
  answer,
  type CommandContext,
  type CommandLine,
  type CommandResult,
  confirm,
  linesResult,
  type Run,
} from '../kit/index.ts'
import { checkedOutcomes, checkOnce } from './check-session.ts'
import { noteLab, refuseInExam } from './progress.ts'
import { sessionOf } from './session.ts'
import { checkLines, hintLines, solutionLines, solvedLines } from './texts.ts'

export const checkCommand: Run = async (line, context) => {
  const session = sessionOf(line, context)
  const { lab, say } = session
  const checked = await checkOnce(session, context)
  const solved = isSolved(checked)
  return answer(
    line,
    { lab: lab.name, solved, outcomes: checkedOutcomes(checked) },
    () => [
      ...checkLines(checked, say),
      ...(solved ? ['', ...solvedLines(lab, say, say.goOn)] : []),
    ],
    solved ? 0 : 1,
  )
}

export const hintCommand = async (
  line: CommandLine,
  context: CommandContext,
): Promise<CommandResult> => {
  const { environment } = context
  refuseInExam(environment)
  const session = sessionOf(line, context)
  const { lab, entry, say } = session
  const checked = await checkOnce(session, context)
  const hint = nextHint(checked, entry.hint)
  const outcome = lab.outcomes.find(({ id }) => id === hint?.outcome)
  if (hint === undefined || outcome === undefined)
    return answer(line, { lab: lab.name, outcome: null }, () => [say.solved])
  noteLab(environment, lab.name, { hints: entry.hints + 1, hint })
  const text = hintsFor(lab, outcome)[hint.number - 1]
  return answer(line, { lab: lab.name, ...hint, hint: text }, () =>
    hintLines(lab, hint, say, say.noMoreHints),
  )
}

export const solutionCommand: Run = async (line, context) => {
  refuseInExam(context.environment)
  const { lab, say } = sessionOf(line, context)
  if (!(await confirm(line, context.terminal, say.askSolution, 'show the solution')))
    return linesResult([say.notShown], 1)
  const { name, solution, explain } = lab
  return answer(line, { lab: name, solution, explain }, () => solutionLines(lab))
}
