/** What the help says, from what commands and options are declared to be; in lines of 80 columns. Pure. */
import { type Shown, shownLines } from '../api/text/shown.ts'
import { wrapped } from '../api/text/wrapped.ts'
import type { Command, Options, Section } from './grammar/command.ts'
import type { Named } from './grammar/find-command.ts'
import { allOptions } from './grammar/read-line.ts'
import { START_OPTIONS } from './grammar/start-options.ts'

const WIDTH = 80
/** where the words about an option or a command begin */
const COLUMN = 26

/** A name and what is said of it, beside it where there is room. */
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

const usageOf = ({ words, options }: Command): string => {
  const flags = options === undefined ? '' : ' [OPTIONS]'
  const text = words === undefined ? '' : ` ${words.usage}`
  return words?.isCommand === true ? `${flags} --${text}` : `${text}${flags}`
}

const verbLines = (verbs: readonly Command[]): string[] =>
  verbs.flatMap((verb) => entry(`${verb.name} ${verb.words?.usage ?? ''}`.trimEnd(), verb.summary))

/** Of one command: how it is written, what it does, its options. */
export const commandHelp = ({ command, path }: Named): Shown => {
  const { about = [], verbs = [], summary, run } = command
  const paragraphs = about.length === 0 ? [`${path}: ${summary}.`] : about
  return shownLines([
    ...(run === undefined ? [] : [`Usage: ${path}${usageOf(command)}`]),
    ...verbs.map(
      (verb, i) =>
        `${i === 0 && run === undefined ? 'Usage:' : '      '} ${path} ${verb.name}${usageOf(verb)}`,
    ),
    ...paragraphs.flatMap((paragraph) => ['', ...wrapped(paragraph, WIDTH)]),
    '',
    ...(verbs.length === 0 ? [] : [...verbLines(verbs), '']),
    ...optionLines(allOptions(command.options)),
    '',
  ])
}

const commandLines = (sections: readonly Section[]): string[] =>
  sections.flatMap(({ title, commands }) => [
    `${title}:`,
    ...commands.flatMap(({ name, summary, words }) =>
      entry(`${name} ${words?.usage ?? ''}`.trimEnd(), summary),
    ),
    '',
  ])

/** Every command, a line each. */
export const overview = (sections: readonly Section[], version: string): Shown =>
  shownLines([
    `csrlab ${version}: the Kubernetes certificates API with a root CA of its own.`,
    'A tool to practise and to test with; not a CA for production.',
    '',
    'Usage: csrlab [COMMAND] [OPTIONS]',
    '',
    ...commandLines(sections),
    'csrlab help COMMAND says more; csrlab help start lists the options of a cluster.',
    '',
  ])

/** Every command, and the options of a cluster. */
export const allHelp = (sections: readonly Section[], version: string): Shown =>
  shownLines([
    ...overview(sections, version).split('\n').slice(0, -2),
    'csrlab help COMMAND says more. csrlab alone starts a cluster; its options:',
    '',
    ...optionLines(allOptions(START_OPTIONS)),
    '',
    'Once a signer is given a CA of its own, those that are given none do not run.',
    ...wrapped(
      'Each of these is also an environment variable: --data-dir is CSRLAB_DATA_DIR. The command line wins.',
      WIDTH,
    ),
    '',
  ])
