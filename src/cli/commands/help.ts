import { allHelp, commandHelp, overview } from '../help.ts'
import type { Run } from '../kit/grammar/command.ts'
import { findCommand } from '../kit/grammar/find-command.ts'

export const help: Run = ({ words, switches }, { sections, version }) => {
  const hasAll = switches['all'] === true
  if (words.length > 0) return { lines: commandHelp(findCommand(sections, words), hasAll) }
  return { lines: hasAll ? allHelp(sections, version) : overview(sections, version) }
}
