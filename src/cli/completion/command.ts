import type { Run } from '../kit/index.ts'
import { bashCompletion } from './bash.ts'
import { fishCompletion } from './fish.ts'
import { completions } from './tables.ts'
import { zshCompletion } from './zsh.ts'

const SCRIPTS = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion }

export const completionCommand: Run = ({ words }, { sections }) => ({
  lines: SCRIPTS[words[0] as keyof typeof SCRIPTS](completions(sections)),
})
