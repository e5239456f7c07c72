import type { Command, Section } from '../kit/grammar/command.ts'
import { findCommand, type NamedCommand } from '../kit/grammar/find-command.ts'

const withVerbs = (command: Command, before: string): NamedCommand[] => {
  const path = `${before} ${command.name}`.trim()
  return [{ path, command }, ...(command.verbs ?? []).flatMap((verb) => withVerbs(verb, path))]
}

/** The path of `csrlab` alone is ''; this command has the options of `start`. */
export const completions = (sections: readonly Section[]): NamedCommand[] => {
  const verbs = sections.flatMap(({ commands }) => commands)
  const { command } = findCommand(sections, ['start'])
  return [
    { path: '', command: { ...command, verbs } },
    ...verbs.flatMap((verb) => withVerbs(verb, '')),
  ]
}
