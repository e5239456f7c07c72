import { type Command, lazy } from '../kit/grammar/command.ts'
import { START_GROUPS, START_OPTIONS } from '../kit/grammar/start-options.ts'

export const start: Command = {
  name: 'start',
  summary: 'start a cluster (the default command)',
  about: [
    'Starts a cluster and serves it until Ctrl-C. The data folder keeps its state: the next start continues with the same cluster.',
    'If you give any signer its own CA, signers without one are turned off. Each option can also be set as an environment variable, such as CSRLAB_DATA_DIR for --data-dir; the command line wins.',
  ],
  options: START_OPTIONS,
  groups: START_GROUPS,
  run: lazy(() => import('../serve/start-command.ts'), 'startCommand'),
}
