import type { Lab } from '../../teaching/labs/lab.ts'
import { examsOf } from '../../teaching/labs/topics.ts'
import { type Wording, wordingOf } from '../../teaching/labs/wording.ts'
import { columnsOf, type Run } from '../kit/index.ts'
import { readLabs } from './find-labs.ts'
import { type LabEntry, readProgress } from './progress.ts'

const stateOf = (entry: LabEntry | undefined, say: Wording): string => {
  if (entry === undefined) return ''
  return entry.solved === undefined ? say.startedState : say.solvedState
}

export const listLines = (
  labs: readonly Lab[],
  entries: Readonly<Record<string, LabEntry>>,
  say: Wording,
): string[] => {
  const rows = labs.map(({ name, title, minutes, topics }) => [
    name,
    title,
    String(minutes),
    examsOf(topics),
    stateOf(entries[name], say),
  ])
  return columnsOf([[...say.columns, ''], ...rows])
}

export const listCommand: Run = (line, { environment, language }) => {
  const say = wordingOf(language)
  const labs = readLabs(line, language)
  const { current, labs: entries } = readProgress(environment)
  const states = labs.map(({ name, title, minutes, topics }) => {
    const { started, solved, hints, folder } = entries[name] ?? {}
    return { name, title, minutes, topics, started, solved, hints, folder }
  })
  return {
    json: { current, labs: states },
    lines: [...listLines(labs, entries, say), '', say.begin],
  }
}
