/** `csrlab lab check`, `hint`, `solution`: what looks at a lab that somebody works on. */
import { formatTime } from '../../apimachinery/clock.ts'
import { shown, shownJson, shownLines } from '../../apimachinery/text/shown.ts'
import { systemClock } from '../../server/system.ts'
import { type CommandLine, type CommandResult, isForPrograms } from '../kit/command-line.ts'
import { type Checked, checkLab, isSolved } from '../../teaching/labs/check-lab.ts'
import { hintsFor, nextHint } from '../../teaching/labs/hint-for.ts'
import { sendReport } from '../../hosting/class/send-report.ts'
import { classWordingOf } from '../../hosting/class/wording.ts'
import { NoAnswer } from '../../teaching/labs/client.ts'
import type { OpenPlace } from '../../teaching/labs/open-place.ts'
import { reportLab } from '../../teaching/labs/report-lab.ts'
import type { GivenLabReport } from '../../apis/lab-report.ts'
import { RequestRefused } from '../../apiserver/client/call.ts'
import { CommandError } from '../kit/command-options.ts'
import type { CommandParts } from '../kit/grammar/command.ts'
import { isYes } from './answers.ts'
import { refuseInExam } from './exam-going-on.ts'
import { noteLab } from './progress.ts'
import { openSession, type Session, sessionOf } from './session.ts'
import { checkLines, hintLines, solutionLines, solvedLines } from './texts.ts'

export const checkedOutcomes = (checked: readonly Checked[]): GivenLabReport['outcomes'] =>
  checked.map(({ outcome: { id, says, notYet }, finding }) => ({
    id,
    says,
    met: finding === undefined,
    ...(finding !== undefined && { notYet, ...finding }),
  }))

/** For teachers' scripts. */
const checkedJson = (lab: string, checked: readonly Checked[]): object => ({
  lab,
  solved: isSolved(checked),
  outcomes: checkedOutcomes(checked),
})

/** A cluster that does not answer is the environment's fault; other errors stay. A server that is about to end still answers, with 500. */
export const asCommandError = (lab: string, error: unknown): unknown =>
  error instanceof NoAnswer || (error instanceof RequestRefused && error.code >= 500)
    ? new CommandError(`the cluster of ${lab} does not answer: ${error.message}`, 3)
    : error

/**
 * Looks, tells its cluster, and the class where it is a lab of one, and remembers that it is solved. Throws CommandError, of the
 * environment, where the cluster does not answer.
 */
export const checkSession = async (
  session: Session,
  place: OpenPlace,
  { environment, terminal }: Pick<CommandParts, 'environment' | 'terminal'>,
): Promise<Checked[]> => {
  const { lab, entry } = session
  try {
    await place.fetchAuditLog?.()
    const checked = await checkLab(lab, place)
    await reportLab(lab, place.asker, checked)
    await tellClass(session, checked, terminal)
    if (isSolved(checked) && entry.solved === undefined)
      noteLab(environment, lab.name, { solved: formatTime(systemClock.now()) })
    return checked
  } catch (error) {
    throw asCommandError(lab.name, error)
  }
}

/** Where the class does not hear of it, the learner does. */
const tellClass = async (
  { lab, entry, language }: Session,
  checked: readonly Checked[],
  terminal: CommandParts['terminal'],
): Promise<void> => {
  if (entry.class === undefined) return
  try {
    await sendReport(entry.class.desk, lab.name, checked)
  } catch (error) {
    if (!(error instanceof NoAnswer || error instanceof RequestRefused)) throw error
    const why = classWordingOf(language).notReported(error.message)
    terminal.warn(shownLines([`csrlab: ${why}`, '']))
  }
}

/** Ends with 0 where it is solved, else with 1. Throws UsageError, CommandError and LabProblem. */
export const checkCommand = async (
  line: CommandLine,
  parts: CommandParts,
): Promise<CommandResult> => {
  const { environment } = parts
  const session = sessionOf(line, environment)
  const { lab, say } = session
  const place = await openSession(session, environment)
  try {
    const checked = await checkSession(session, place, parts)
    const code = isSolved(checked) ? 0 : 1
    if (isForPrograms(line)) return { text: shownJson(checkedJson(lab.name, checked)), code }
    const more = code === 0 ? ['', ...solvedLines(lab, say, say.goOn)] : []
    return { text: shownLines([...checkLines(checked, say), ...more, '']), code }
  } finally {
    place.close()
  }
}

/** The next hint for the first outcome that is not met. Throws UsageError and CommandError. */
export const hintCommand = async (
  line: CommandLine,
  parts: CommandParts,
): Promise<CommandResult> => {
  const { environment } = parts
  refuseInExam(environment)
  const session = sessionOf(line, environment)
  const { lab, entry, say } = session
  const place = await openSession(session, environment)
  try {
    const checked = await checkSession(session, place, parts)
    const hint = nextHint(checked, entry.hint)
    const outcome = lab.outcomes.find(({ id }) => id === hint?.outcome)
    if (hint === undefined || outcome === undefined) {
      if (isForPrograms(line)) return { text: shownJson({ lab: lab.name, outcome: null }), code: 0 }
      return { text: shownLines([say.solved, '']), code: 0 }
    }
    noteLab(environment, lab.name, { hints: entry.hints + 1, hint })
    if (isForPrograms(line)) {
      const text = hintsFor(lab, outcome)[hint.number - 1]
      return { text: shownJson({ lab: lab.name, ...hint, hint: text }), code: 0 }
    }
    return { text: shownLines([...hintLines(lab, hint, say, say.noMoreHints), '']), code: 0 }
  } finally {
    place.close()
  }
}

/** Asks first, where somebody is there to ask and no program reads; `--yes` is the answer. Ends with 1 where the answer is no. Throws UsageError and CommandError. */
export const solutionCommand = async (
  line: CommandLine,
  { environment, terminal }: CommandParts,
): Promise<CommandResult> => {
  refuseInExam(environment)
  const { lab, say } = sessionOf(line, environment)
  if (line.switches['yes'] !== true) {
    const answer = isForPrograms(line) ? undefined : await terminal.ask(shown(say.askSolution))
    if (answer === undefined)
      throw new CommandError(
        'nobody is there to ask whether the solution is to be shown; add --yes',
      )
    if (!isYes(answer)) return { text: shownLines([say.notShown, '']), code: 1 }
  }
  noteLab(environment, lab.name, { solutionShown: true })
  const { name, solution, explain } = lab
  if (isForPrograms(line)) return { text: shownJson({ lab: name, solution, explain }), code: 0 }
  return { text: shownLines([...solutionLines(lab), '']), code: 0 }
}
