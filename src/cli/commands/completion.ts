import { shownLines } from '../../apimachinery/text/shown.ts'
import { UsageError } from '../kit/errors.ts'
import type { Command } from '../kit/grammar/command.ts'

const SHELLS = ['bash', 'zsh', 'fish'] as const

export const completion: Command = {
  name: 'completion',
  summary: 'print a completion script for your shell',
  about: [
    'Prints a completion script. To load it: source <(csrlab completion bash), source <(csrlab completion zsh), or csrlab completion fish | source.',
  ],
  isData: true,
  words: { usage: SHELLS.join('|'), offer: SHELLS },
  run: async ({ words }, { sections }) => {
    const [{ completions }, { bashCompletion }, { zshCompletion }, { fishCompletion }] =
      await Promise.all([
        import('../completion/tables.ts'),
        import('../completion/bash.ts'),
        import('../completion/zsh.ts'),
        import('../completion/fish.ts'),
      ])
    const scripts = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion }
    const shell = SHELLS.find((name) => name === words[0])
    if (shell === undefined)
      throw new UsageError(
        `there is no completion for ${JSON.stringify(words[0])}, but for ${SHELLS.join(', ')}`,
      )
    return { text: shownLines([...scripts[shell](completions(sections)), '']), code: 0 }
  },
}
