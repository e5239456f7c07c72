import type { Command } from '../grammar/command.ts'
import { START_OPTIONS } from '../grammar/start-options.ts'

export const start: Command = {
  name: 'start',
  summary: 'a cluster, until Ctrl-C; what csrlab alone does',
  about: [
    'Starts a cluster and serves it until Ctrl-C. What it holds is kept in its data folder: started again, it is the same cluster.',
    'Once a signer is given a CA of its own, those that are given none do not run. Each option is also an environment variable: --data-dir is CSRLAB_DATA_DIR. The command line wins.',
  ],
  options: START_OPTIONS,
  run: async (...given) => (await import('../serve/start-command.ts')).startCommand(...given),
}
