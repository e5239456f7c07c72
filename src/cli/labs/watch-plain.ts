/** `csrlab lab watch --plain`: lines alone, for a screen reader or a file: no colour, nothing drawn twice. */
import { shownLines } from '../../apimachinery/text/shown.ts'
import type { CommandLine, CommandResult } from '../kit/command-line.ts'
import { type Checked, isSolved } from '../../teaching/labs/check-lab.ts'
import type { CommandParts } from '../kit/grammar/command.ts'
import { asCommandError, checkSession } from './check-commands.ts'
import { follower } from './follow.ts'
import { typed } from './lab-commands.ts'
import { openSession, type Session, sessionOf } from './session.ts'
import { countMet, solvedLines, wholeTaskLines } from './texts.ts'

const INTERVAL_MS = 500

/** What has come true since `before`, or is true no more; each line says how many are. Remembers it in `before`. */
export const changeLines = (
  checked: readonly Checked[],
  before: Map<string, boolean>,
  { say }: Pick<Session, 'say'>,
): string[] => {
  const count = countMet(checked)
  const lines: string[] = []
  for (const { outcome, finding } of checked) {
    const isMet = finding === undefined
    const words = isMet ? `✓ ${outcome.says}` : `✗ ${outcome.notYet}`
    if ((before.get(outcome.id) ?? false) !== isMet)
      lines.push(`${words} (${say.ofAll(count, checked.length)})`)
    before.set(outcome.id, isMet)
  }
  return lines
}

/** A line for each outcome that comes true, or is true no more. Ends with 0 when it is solved, with 1 where it is stopped before. */
export const followPlain = async (
  line: CommandLine,
  { environment, terminal, process }: CommandParts,
): Promise<CommandResult> => {
  const session = sessionOf(line, environment)
  const { lab, entry, say } = session
  const place = await openSession(session, environment)
  const write = (lines: readonly string[]): void => {
    if (lines.length > 0) terminal.write(shownLines([...lines, '']))
  }
  let timer: NodeJS.Timeout | undefined
  const stopped = new Promise<'stopped'>((resolve) => {
    const stop = (): void => resolve('stopped')
    process.onStop(() => Promise.resolve(stop()))
    process.onReaderGone(stop)
  })
  write([...wholeTaskLines(lab, typed(entry.folder), say), ''])
  const before = new Map<string, boolean>()
  try {
    const hasChanged = follower(place)
    for (;;) {
      if (await hasChanged()) {
        const checked = await checkSession(session, place, { environment, terminal })
        write(changeLines(checked, before, session))
        if (isSolved(checked)) {
          write(['', ...solvedLines(lab, say, say.goOn)])
          return { text: shownLines([]), code: 0 }
        }
      }
      const soon = new Promise<void>((resolve) => (timer = setTimeout(resolve, INTERVAL_MS)))
      if ((await Promise.race([soon, stopped])) === 'stopped')
        return { text: shownLines([]), code: 1 }
    }
  } catch (error) {
    throw asCommandError(lab.name, error)
  } finally {
    clearTimeout(timer)
    place.close()
  }
}
