import { type Command, lazy } from '../kit/grammar/command.ts'

const SHELLS = ['bash', 'zsh', 'fish']

export const completion: Command = {
  name: 'completion',
  summary: 'print a completion script for your shell',
  about: [
    'Prints a completion script. To load it: source <(csrlab completion bash), source <(csrlab completion zsh), or csrlab completion fish | source.',
  ],
  isData: true,
  usage: SHELLS.join('|'),
  offer: SHELLS,
  run: lazy(() => import('../completion/command.ts'), 'completionCommand'),
}
