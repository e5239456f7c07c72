import { type Shown, shownJson, shownLines } from '../../apimachinery/text/shown.ts'

export interface PrintedResult {
  readonly text: Shown
  /** for `csrlab run`, the exit code of its command; else 0, or 1 for a negative result */
  readonly code: number
  /** whether the text is printed unchanged, even to a terminal */
  readonly isData?: boolean
}

interface UnprintedResult extends Partial<Pick<PrintedResult, 'code' | 'isData'>> {
  /** printed with `--json`; default: `lines` */
  readonly json?: unknown
  readonly lines: readonly string[]
}

export type CommandResult = PrintedResult | UnprintedResult

export const printed = (result: CommandResult, isForProgram = false): PrintedResult => {
  if ('text' in result) return result
  const { json, lines, code = 0 } = result
  const hasJson = isForProgram && json !== undefined
  return { ...result, text: hasJson ? shownJson(json) : shownLines([...lines, '']), code }
}
