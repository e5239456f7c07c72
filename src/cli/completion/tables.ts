import type { Command, Offer, Section } from '../kit/grammar/command.ts'
import { allOptions } from '../kit/grammar/read-line.ts'
import { findCommand } from '../kit/grammar/find-command.ts'

export interface CompletedOption {
  /** with its dashes: `--yes` */
  readonly long: string
  /** `-y` */
  readonly short: string | undefined
  readonly takesValue: boolean
  readonly offer: Offer | undefined
  readonly help: string
}

/** The completions after the words that lead to a command. */
export interface Completed {
  /** without `csrlab`: `clock set` */
  readonly path: string
  readonly commands: readonly Pick<Command, 'name' | 'summary'>[]
  readonly options: readonly CompletedOption[]
  /** for its arguments */
  readonly offer: Offer | undefined
  readonly isCommandLine: boolean
}

const optionsOf = (options: Command['options']): CompletedOption[] =>
  Object.entries(allOptions(options)).map(([name, { short, value, offer, help }]) => ({
    long: `--${name}`,
    short: short === undefined ? undefined : `-${short}`,
    takesValue: value !== undefined,
    offer,
    help,
  }))

const completed = (command: Command, before: string): Completed[] => {
  const path = `${before} ${command.name}`.trim()
  const { verbs = [], options, offer, isCommand = false } = command
  const own = {
    path,
    commands: verbs,
    options: optionsOf(options),
    offer,
    isCommandLine: isCommand,
  }
  return [own, ...verbs.flatMap((verb) => completed(verb, path))]
}

/**
 * Lists the completions for each command, and for `csrlab` alone, which takes the options of
 * `start`.
 */
export const completions = (sections: readonly Section[]): Completed[] => {
  const commands = sections.flatMap((section) => section.commands)
  const alone = {
    path: '',
    commands,
    options: optionsOf(findCommand(sections, ['start']).found.command.options),
    offer: undefined,
    isCommandLine: false,
  }
  return [alone, ...commands.flatMap((command) => completed(command, ''))]
}
