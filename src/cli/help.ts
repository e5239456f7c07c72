/** Renders help, wrapped at 80 columns. Pure. */
import { wrapped } from '../apimachinery/text/wrapped.ts'
import type { Command, Options, Section } from './kit/grammar/command.ts'
import { findCommand, type NamedCommand } from './kit/grammar/find-command.ts'
import { allOptions } from './kit/grammar/read-line.ts'

const WIDTH = 80
const COLUMN = 26

const entry = (name: string, text: string): string[] => {
  const lines = wrapped(text, WIDTH - COLUMN)
  const margin = ' '.repeat(COLUMN)
  const head = `  ${name}`
  return head.length + 2 > COLUMN
    ? [head, ...lines.map((line) => margin + line)]
    : lines.map((line, i) => (i === 0 ? head.padEnd(COLUMN) : margin) + line)
}

const optionLines = (options: Options): string[] =>
  Object.entries(options).flatMap(([name, { short, value, help }]) => {
    const letter = short === undefined ? '' : `-${short}, `
    return entry(`${letter}--${name} ${value ?? ''}`.trimEnd(), help)
  })

const usageOf = ({ usage, isCommand, options }: Command): string => {
  const flags = options === undefined ? '' : ' [OPTIONS]'
  const text = usage === undefined ? '' : ` ${usage}`
  return isCommand === true ? `${flags} --${text}` : `${text}${flags}`
}

const summaryLines = (commands: readonly Command[]): string[] =>
  commands.flatMap(({ name, usage = '', summary }) => entry(`${name} ${usage}`.trimEnd(), summary))

/** `hasAll`: also renders the options that are in no group. */
const groupedLines = (
  { options = {}, groups = {} }: Command,
  path: string,
  hasAll: boolean,
): string[] => {
  const usual = new Set(Object.values(groups).flat())
  const lines = Object.entries(groups).flatMap(([title, names]) => [
    `${title}:`,
    ...optionLines(Object.fromEntries(names.map((name) => [name, allOptions(options)[name]!]))),
    '',
  ])
  const rest = Object.entries(options).filter(([name]) => !usual.has(name))
  return [
    ...lines,
    ...(hasAll
      ? ['More options:', ...optionLines(Object.fromEntries(rest))]
      : [`${path.replace('csrlab', 'csrlab help')} --all lists ${rest.length} more options.`]),
  ]
}

/** `hasAll`: includes rarely used options. */
export const commandHelp = ({ command, path }: NamedCommand, hasAll = false): string[] => {
  const { about = [], verbs = [], summary, run } = command
  const sentence = `${summary.slice(0, 1).toUpperCase()}${summary.slice(1)}.`
  const paragraphs = about.length === 0 ? [sentence] : about
  return [
    ...(run === undefined ? [] : [`Usage: ${path}${usageOf(command)}`]),
    ...(verbs.length === 0
      ? []
      : [`${run === undefined ? 'Usage:' : '      '} ${path} VERB [OPTIONS]`]),
    ...paragraphs.flatMap((paragraph) => ['', ...wrapped(paragraph, WIDTH)]),
    '',
    ...(verbs.length === 0 ? [] : [...summaryLines(verbs), '']),
    ...(command.groups === undefined
      ? optionLines(allOptions(command.options))
      : groupedLines(command, path, hasAll)),
  ]
}

const titleOf = (version: string): string[] => [
  `csrlab ${version}: the Kubernetes certificates API with a root CA of its own.`,
  'For practice and tests; not a CA for production.',
  'Usage: csrlab [COMMAND] [OPTIONS]',
  '',
]

const commandLines = ({ title, commands }: Section): string[] => [
  `${title}:`,
  ...summaryLines(commands),
]

const nameLine = ({ title, commands }: Section): string =>
  `${title}:`.padEnd(COLUMN) + commands.map(({ name }) => name).join(', ')

/** Fits a terminal of 24 lines. */
export const overview = (sections: readonly Section[], version: string): string[] => [
  ...titleOf(version),
  ...sections.flatMap((section) =>
    section.isBrief === true ? [nameLine(section)] : [...commandLines(section), ''],
  ),
  '',
  "csrlab help COMMAND explains a command; csrlab help --all lists start's options.",
]

export const allHelp = (sections: readonly Section[], version: string): string[] => [
  ...titleOf(version),
  ...sections.flatMap((section) => [...commandLines(section), '']),
  'csrlab help COMMAND explains a command. The default command:',
  '',
  ...commandHelp(findCommand(sections, ['start']), true),
]
