import type { Command } from '../grammar/command.ts'
import { RUN_OPTIONS } from '../grammar/start-options.ts'

export const run: Command = {
  name: 'run',
  summary: 'a cluster in memory for one command',
  about: [
    'Starts a cluster in memory on a free port, runs the command, and takes everything away again when it ends. The command finds the cluster in KUBECONFIG, CSRLAB_URL, CSRLAB_TOKEN (of the administrator) and CSRLAB_CA (a file).',
    'Ends as the command does: with its code, or 128 and the number of the signal that ended it. Signals go on to the command.',
  ],
  words: { usage: 'COMMAND…', least: 1, isCommand: true },
  options: RUN_OPTIONS,
  run: async (...given) => (await import('../serve/run-command.ts')).runCommand(...given),
}
