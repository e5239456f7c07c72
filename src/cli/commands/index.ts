import { loadCompiledYaml } from '../../apimachinery/text/compiled-yaml.ts'
import type { Command, Option, Options, Section } from '../kit/grammar/command.ts'
import { FLAG_OPTIONS, RUN_FLAGS, RUN_REFUSED } from '../kit/grammar/flag-options.ts'
import { RUNS } from './runs.ts'

export const COMMANDS_FILE = 'src/cli/commands/commands.yaml'

interface DeclaredCommand extends Omit<Command, 'options' | 'verbs' | 'run'> {
  /** by name; `flags` adds the server's flags; null: the shared option or flag of that name */
  readonly options?: Readonly<Record<string, Option | null>>
  readonly verbs?: readonly DeclaredCommand[]
}

interface Declarations {
  readonly shared: Options
  readonly sections: readonly (Omit<Section, 'commands'> & {
    readonly commands: readonly DeclaredCommand[]
  })[]
}

const { shared, sections } = loadCompiledYaml(COMMANDS_FILE) as Declarations

/** Returns a flag of the server as an option that its environment variable cannot set. */
const flagOption = (name: string): Option => ({ ...FLAG_OPTIONS[name]!, environment: false })

const optionsOf = (declared: NonNullable<DeclaredCommand['options']>, path: string): Options => {
  const options: Record<string, Option> = {}
  for (const [name, own] of Object.entries(declared))
    if (name === 'flags') Object.assign(options, path === 'run' ? RUN_FLAGS : FLAG_OPTIONS)
    else options[name] = own ?? shared[name] ?? flagOption(name)
  return options
}

const commandOf = ({ options, verbs, ...declared }: DeclaredCommand, before: string): Command => {
  const path = `${before} ${declared.name}`.trimStart()
  const run = RUNS[path] ?? RUNS[`${path} list`]
  return {
    ...declared,
    ...(options && { options: optionsOf(options, path) }),
    ...(path === 'run' && { refused: RUN_REFUSED }),
    ...(verbs && { verbs: verbs.map((verb) => commandOf(verb, path)) }),
    ...(run && { run }),
  }
}

export const SECTIONS: readonly Section[] = sections.map((section) => ({
  ...section,
  commands: section.commands.map((command) => commandOf(command, '')),
}))
