/** Completion tables, as functions for bash and zsh. Pure. */
import type { Offer } from '../kit/grammar/command.ts'
import type { Completed, CompletedOption } from './tables.ts'

/** Returns words, or a placeholder such as `<file>`, which the scripts replace. */
const offerText = (offer: Offer | undefined): string =>
  offer === undefined ? '<nothing>' : typeof offer === 'string' ? `<${offer}>` : offer.join(' ')

const namesOf = ({ long, short }: CompletedOption): string[] =>
  short === undefined ? [long] : [long, short]

/** Renders a shell function that maps its arguments to a line; our names need no quoting. */
const table = (name: string, rows: readonly (readonly [key: string, text: string])[]): string[] => [
  `${name}() {`,
  '  case "$*" in',
  ...rows.filter(([, text]) => text !== '').map(([key, text]) => `  '${key}') echo '${text}' ;;`),
  '  esac',
  '}',
]

/**
 * Renders `__csrlab_commands PATH`, `__csrlab_options PATH`, `__csrlab_value PATH OPTION`,
 * `__csrlab_words PATH` and `__csrlab_clusters PROGRAM`.
 */
export const shellTables = (all: readonly Completed[]): string[] => [
  ...table(
    '__csrlab_commands',
    all.map(({ path, commands }) => [path, commands.map(({ name }) => name).join(' ')]),
  ),
  ...table(
    '__csrlab_options',
    all.map(({ path, options }) => [path, options.flatMap(namesOf).join(' ')]),
  ),
  '# completions for the value of an option; empty for a switch',
  ...table(
    '__csrlab_value',
    all.flatMap(({ path, options }) =>
      options
        .filter(({ takesValue }) => takesValue)
        .flatMap((option) =>
          namesOf(option).map((name) => [`${path} ${name}`, offerText(option.offer)] as const),
        ),
    ),
  ),
  ...table(
    '__csrlab_words',
    all.map(({ path, offer, isCommandLine }) => [
      path,
      isCommandLine ? '<line>' : offer === undefined ? '' : offerText(offer),
    ]),
  ),
  '# names of clusters',
  '__csrlab_clusters() {',
  '  "$1" list 2>/dev/null | sed -n \'2,$s/ .*//p\'',
  '}',
]
