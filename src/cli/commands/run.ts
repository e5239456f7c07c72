import { type Command, lazy } from '../kit/grammar/command.ts'
import { RUN_OPTIONS } from '../kit/grammar/start-options.ts'

export const run: Command = {
  name: 'run',
  summary: 'run a command with its own in-memory cluster',
  about: [
    "Starts an in-memory cluster on a free port, runs the command, and removes everything when it ends. The command gets KUBECONFIG, CSRLAB_URL, CSRLAB_TOKEN (the administrator's) and CSRLAB_CA (a file) in its environment.",
    'Exits with the exit code of the command, or with 128 plus the number of the signal that ended it. Forwards signals to the command.',
  ],
  usage: 'COMMAND…',
  isCommand: true,
  options: RUN_OPTIONS,
  run: lazy(() => import('../serve/run-command.ts'), 'runCommand'),
}
