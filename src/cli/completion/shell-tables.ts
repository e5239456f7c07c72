/** Completion tables, as functions for bash and zsh. Pure. */
import type { ValueCompletion } from '../kit/grammar/command.ts'
import type { NamedCommand } from '../kit/grammar/find-command.ts'
import { allOptions } from '../kit/grammar/read-line.ts'

/** Returns words, or a placeholder such as `<file>`, which the scripts replace. */
const offerText = (offer: ValueCompletion | undefined): string =>
  offer === undefined ? '<nothing>' : typeof offer === 'string' ? `<${offer}>` : offer.join(' ')

/** Returns each option by name, and again by letter if it has one. */
const spelledOptions = ({ command }: NamedCommand) =>
  Object.entries(allOptions(command.options)).flatMap(([name, option]) => [
    { ...option, spelled: `--${name}` },
    ...(option.short === undefined ? [] : [{ ...option, spelled: `-${option.short}` }]),
  ])

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
export const shellTables = (all: readonly NamedCommand[]): string[] => [
  ...table(
    '__csrlab_commands',
    all.map(({ path, command: { verbs = [] } }) => [path, verbs.map(({ name }) => name).join(' ')]),
  ),
  ...table(
    '__csrlab_options',
    all.map((one) => [
      one.path,
      spelledOptions(one)
        .map(({ spelled }) => spelled)
        .join(' '),
    ]),
  ),
  '# completions for the value of an option; empty for a switch',
  ...table(
    '__csrlab_value',
    all.flatMap((one) =>
      spelledOptions(one)
        .filter(({ value }) => value !== undefined)
        .map(({ spelled, offer }) => [`${one.path} ${spelled}`, offerText(offer)] as const),
    ),
  ),
  ...table(
    '__csrlab_words',
    all.map(({ path, command: { offer, isCommand } }) => [
      path,
      isCommand === true ? '<line>' : offer === undefined ? '' : offerText(offer),
    ]),
  ),
  '# names of clusters',
  '__csrlab_clusters() {',
  '  "$1" list 2>/dev/null | sed -n \'2,$s/ .*//p\'',
  '}',
]
