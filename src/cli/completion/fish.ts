import type { Offer } from '../kit/grammar/command.ts'
import type { Completed, CompletedOption } from './tables.ts'

const quoted = (text: string): string => `'${text.replaceAll(/[\\']/g, '\\$&')}'`

const CLUSTERS = "(csrlab list 2>/dev/null | string replace -rf '^(?!NAME)(\\\\S+) .*' '$1')"

const offerArgs = (offer: Offer | undefined, commands: string): string => {
  if (offer === undefined) return '-x'
  if (typeof offer === 'object') return `-x -a ${quoted(offer.join(' '))}`
  const known = {
    file: '-r -F',
    folder: "-x -a '(__fish_complete_directories)'",
    cluster: `-x -a ${quoted(CLUSTERS)}`,
    command: `-x -a ${quoted(commands)}`,
  }
  return known[offer]
}

const condition = ({ path, commands }: Completed): string => {
  const seen = path
    .split(' ')
    .filter((word) => word !== '')
    .map((word) => `__fish_seen_subcommand_from ${word}`)
  const next = commands.map(({ name }) => name).join(' ')
  const unseen = next === '' ? [] : [`not __fish_seen_subcommand_from ${next}`]
  return quoted([...seen, ...unseen].join('; and '))
}

const optionLine = (of: string, option: CompletedOption, commands: string): string => {
  const { long, short, takesValue, offer, help } = option
  const letter = short === undefined ? '' : ` -s ${short.slice(1)}`
  const value = takesValue ? ` ${offerArgs(offer, commands)}` : ''
  return `complete -c csrlab -n ${of} -l ${long.slice(2)}${letter}${value} -d ${quoted(help)}`
}

/** Completes the command line after `csrlab run` and its options. */
const commandLineWords = (options: readonly CompletedOption[]): string => {
  const taking = options.filter(({ takesValue }) => takesValue).map(({ long }) => long)
  // fish skips long options until the first other word
  return `-x -a '(__fish_complete_subcommand --fcs-skip=2 - ${taking.join(' ')})'`
}

export const fishCompletion = (all: readonly Completed[]): string[] => {
  const top = all[0]!.commands.map(({ name }) => name).join(' ')
  return [
    '# completion of csrlab for fish: csrlab completion fish | source',
    'complete -c csrlab -f',
    ...all.flatMap((completed) => {
      const of = condition(completed)
      const { commands, options, offer, isCommandLine } = completed
      const words = isCommandLine ? commandLineWords(options) : offerArgs(offer, top)
      return [
        ...commands.map(
          ({ name, summary }) => `complete -c csrlab -n ${of} -a ${name} -d ${quoted(summary)}`,
        ),
        ...(offer === undefined && !isCommandLine ? [] : [`complete -c csrlab -n ${of} ${words}`]),
        ...options.map((option) => optionLine(of, option, top)),
      ]
    }),
  ]
}
