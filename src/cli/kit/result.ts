import { type Shown, shownJson, shownLines } from '../../apimachinery/text/shown.ts'
import { type CommandLine, isForPrograms } from './command-line.ts'

export interface CommandResult {
  readonly text: Shown
  /** 0: success; 1: a negative result; for `csrlab run`, the exit code of its command */
  readonly code: number
  /** whether the text is for a program or a file; then a terminal shows it unchanged */
  readonly isData?: boolean
}

/** Returns lines, each terminated by a line feed. */
export const linesResult = (lines: readonly string[], code = 0): CommandResult => ({
  text: shownLines([...lines, '']),
  code,
})

/** Returns `value` as JSON if `--json` is given, else the lines. */
export const answer = (
  line: Pick<CommandLine, 'switches'>,
  value: unknown,
  lines: () => readonly string[],
  code = 0,
): CommandResult =>
  isForPrograms(line) ? { text: shownJson(value), code } : linesResult(lines(), code)
