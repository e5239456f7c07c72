/** `csrlab lab list`. */
import { shownJson, shownLines } from '../../apimachinery/text/shown.ts'
import { type CommandLine, type CommandResult, isForPrograms } from '../kit/command-line.ts'
import { labsFolder } from '../../teaching/labs/folders.ts'
import type { Lab } from '../../teaching/labs/lab.ts'
import { examsOf } from '../../teaching/labs/topics.ts'
import { type Wording, wordingOf } from '../../teaching/labs/wording.ts'
import type { CommandParts } from '../kit/grammar/command.ts'
import { readLabs } from './find-labs.ts'
import { type LabEntry, readProgress } from './progress.ts'
import { languageOfLine } from './session.ts'
import { columnsOf } from '../columns.ts'

const stateOf = (entry: LabEntry | undefined, say: Wording): string => {
  if (entry === undefined) return ''
  return entry.solved === undefined ? say.startedState : say.solvedState
}

export const listLines = (
  labs: readonly Lab[],
  entries: Readonly<Record<string, LabEntry>>,
  say: Wording,
): string[] => {
  const rows = labs.map(({ name, title, minutes, topics }) => {
    const entry = entries[name]
    return [name, title, String(minutes), examsOf(topics), stateOf(entry, say)]
  })
  return columnsOf([[...say.columns, ''], ...rows])
}

/** Throws UsageError and LabProblem. */
export const listCommand = (line: CommandLine, { environment }: CommandParts): CommandResult => {
  const language = languageOfLine(line, environment)
  const say = wordingOf(language)
  const labs = readLabs(labsFolder(line.values['labs']), language)
  const { current, labs: entries } = readProgress(environment)
  if (isForPrograms(line)) {
    const told = labs.map(({ name, title, minutes, topics }) => {
      const { started, solved, hints, folder } = entries[name] ?? {}
      return { name, title, minutes, topics, started, solved, hints, folder }
    })
    return { text: shownJson({ current, labs: told }), code: 0 }
  }
  return { text: shownLines([...listLines(labs, entries, say), '', say.begin, '']), code: 0 }
}
