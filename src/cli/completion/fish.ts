import type { ValueCompletion, Options } from '../kit/grammar/command.ts'
import type { NamedCommand } from '../kit/grammar/find-command.ts'
import { allOptions } from '../kit/grammar/read-line.ts'

const quoted = (text: string): string => `'${text.replaceAll(/[\\']/g, '\\$&')}'`

const CLUSTERS = "(csrlab list 2>/dev/null | string replace -rf '^(?!NAME)(\\\\S+) .*' '$1')"

const offerArgs = (offer: ValueCompletion | undefined, commands: string): string => {
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

const condition = ({ path, command: { verbs = [] } }: NamedCommand): string => {
  const seen = path
    .split(' ')
    .filter((word) => word !== '')
    .map((word) => `__fish_seen_subcommand_from ${word}`)
  const next = verbs.map(({ name }) => name).join(' ')
  const unseen = next === '' ? [] : [`not __fish_seen_subcommand_from ${next}`]
  return quoted([...seen, ...unseen].join('; and '))
}

/** Renders options of fish's `complete` for the command line after `csrlab run`. */
const commandLineWords = (options: Options): string => {
  const taking = Object.entries(options).filter(([, { value }]) => value !== undefined)
  const names = taking.map(([name]) => `--${name}`).join(' ')
  // fish's function takes leading `--` words as its own options; `-` ends these
  return `-x -a '(__fish_complete_subcommand --fcs-skip=2 - ${names})'`
}

export const fishCompletion = (all: readonly NamedCommand[]): string[] => {
  const top = all[0]!.command.verbs!.map(({ name }) => name).join(' ')
  return [
    '# completion of csrlab for fish: csrlab completion fish | source',
    'complete -c csrlab -f',
    ...all.flatMap((one) => {
      const { verbs = [], options, offer, isCommand = false } = one.command
      const known = allOptions(options)
      const start = `complete -c csrlab -n ${condition(one)}`
      const words = isCommand ? commandLineWords(known) : offerArgs(offer, top)
      return [
        ...verbs.map(({ name, summary }) => `${start} -a ${name} -d ${quoted(summary)}`),
        ...(offer === undefined && !isCommand ? [] : [`${start} ${words}`]),
        ...Object.entries(known).map(([name, option]) => {
          const letter = option.short === undefined ? '' : ` -s ${option.short}`
          const value = option.value === undefined ? '' : ` ${offerArgs(option.offer, top)}`
          return `${start} -l ${name}${letter}${value} -d ${quoted(option.help)}`
        }),
      ]
    }),
  ]
}
