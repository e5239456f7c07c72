import { allHelp, commandHelp, overview } from '../help.ts'
import type { Command } from '../grammar/command.ts'
import { findCommand } from '../grammar/find-command.ts'

export const help: Command = {
  name: 'help',
  summary: 'this list, or more about one command',
  words: { usage: '[COMMAND]', least: 0, most: 3, offer: 'command' },
  options: { all: { help: 'with the options of a cluster; what csrlab --help says' } },
  run: ({ words, switches }, { sections, version }) => {
    if (words.length > 0) return { text: commandHelp(findCommand(sections, words).found), code: 0 }
    return {
      text: switches['all'] === true ? allHelp(sections, version) : overview(sections, version),
      code: 0,
    }
  },
}
