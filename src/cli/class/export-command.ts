/** `csrlab class export`: every outcome of every learner, for a spreadsheet. */
import type { Shown } from '../../apimachinery/text/shown.ts'
import type { CommandLine, CommandResult } from '../kit/command-line.ts'
import { outcomesOf } from '../../hosting/class/board.ts'
import { csvText } from '../../apimachinery/text/csv.ts'
import { classWordingOf } from '../../hosting/class/wording.ts'
import type { CommandParts } from '../kit/grammar/command.ts'
import { languageOfLine } from '../labs/session.ts'
import { findClass } from './class-file.ts'
import { boardReader } from './read-board.ts'

/** Throws OptionsError, CommandError, LabProblem and FileError. */
export const exportCommand = (line: CommandLine, { environment }: CommandParts): CommandResult => {
  const language = languageOfLine(line, environment)
  const found = findClass(line.words[0], environment)
  const { rows, labs } = boardReader(found, language)()
  const outcomes = outcomesOf(rows, labs)
  const text = csvText([
    classWordingOf(language).csv,
    ...outcomes.map(({ name, id, lab, solved = '', outcome, met, since = '', by = '' }) => [
      name,
      id,
      lab,
      solved,
      outcome,
      met ? 1 : 0,
      since,
      by,
    ]),
  ])
  // names were read without what is not seen, and the rest is ours; a carriage return ends each line
  return { text: text as Shown, code: 0, isData: true }
}
