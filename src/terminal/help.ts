/** `csrlab --help`: the commands and the options, from their tables. */
import { type Shown, shownLines } from '../api/text/shown.ts'
import type { Flag } from '../boot/flag.ts'
import { FLAG_LIST } from '../boot/flags.ts'
import { COMMANDS } from './commands.ts'

/** Flags longer than this have a line of their own in the help. */
const FLAG_COLUMN = 36
const COMMAND_COLUMN = 36

const valueOf = ({ parser, value, usual, default: otherwise }: Flag): string =>
  value ?? (parser === undefined ? '' : JSON.stringify(usual ?? otherwise).replaceAll('"', ''))

const flagLines = (name: string, of: Flag): string[] => {
  const flag = `  --${name} ${valueOf(of)}`.trimEnd()
  return flag.length + 2 > FLAG_COLUMN
    ? [flag, `${' '.repeat(FLAG_COLUMN)}${of.help}`]
    : [`${flag.padEnd(FLAG_COLUMN)}${of.help}`]
}

export const helpText = (): Shown =>
  shownLines([
    'csrlab: the Kubernetes certificates API with a root CA of its own, no cluster needed.',
    'A tool to practise and to test with; not a CA for production.',
    '',
    'Usage: csrlab [options]',
    ...Object.entries(COMMANDS).map(
      ([name, { usage, help }]) =>
        `       ${`csrlab ${name} ${usage}`.trimEnd().padEnd(COMMAND_COLUMN)}${help}`,
    ),
    '',
    ...FLAG_LIST.flatMap(([name, flag]) => flagLines(name, flag)),
    '',
    'Once a signer is given a CA of its own, those that are given none do not run.',
    'Each option is also an environment variable: --data-dir is CSRLAB_DATA_DIR. The command line wins.',
    '',
  ])
