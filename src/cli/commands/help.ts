import { allHelp, commandHelp, overview } from '../help.ts'
import type { Run } from '../kit/grammar/command.ts'
import { findCommand } from '../kit/grammar/find-command.ts'

export const help: Run = ({ words, switches }, { sections, version }) => {
  const hasAll = switches['all'] === true
  if (words.length > 0)
    return { text: commandHelp(findCommand(sections, words).found, hasAll), code: 0 }
  return { text: hasAll ? allHelp(sections, version) : overview(sections, version), code: 0 }
}
