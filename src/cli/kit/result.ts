import { type Shown, shownJson, shownLines } from '../../apimachinery/text/shown.ts'
import { type CommandLine, isForPrograms } from './command-line.ts'

export interface CommandResult {
  readonly text: Shown
  /** for `csrlab run`, the exit code of its command; else 0, or 1 for a negative result */
  readonly code: number
  /** whether a terminal shows the text unchanged */
  readonly isData?: boolean
}

export const linesResult = (lines: readonly string[], code = 0): CommandResult => ({
  text: shownLines([...lines, '']),
  code,
})

export const answer = (
  line: Pick<CommandLine, 'switches'>,
  value: unknown,
  lines: () => readonly string[],
  code = 0,
): CommandResult =>
  isForPrograms(line) ? { text: shownJson(value), code } : linesResult(lines(), code)
