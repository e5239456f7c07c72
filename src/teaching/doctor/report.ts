import { type Shown, shown, shownJson, shownLines } from '../../apimachinery/text/shown.ts'
import { padTo, widthOf } from '../../apimachinery/text/width.ts'
import { wrapped } from '../../apimachinery/text/wrapped.ts'

export interface InspectedItem {
  /** the file, and the place in it */
  readonly source: string
  readonly kind: 'key' | 'request' | 'certificate' | 'manifest' | 'kubeconfig' | 'other'
  /** a description without secrets */
  readonly summary: string
  /** first 16 hex digits of the SHA-256 of the SubjectPublicKeyInfo */
  readonly key?: string
}

export interface Remedy {
  readonly mend?: string
  /** can be copied */
  readonly command?: string
}

export interface Problem extends Remedy {
  readonly source: string
  readonly text: string
  /** URL of the Kubernetes documentation */
  readonly page: string
}

export interface DoctorReport {
  readonly pieces: readonly InspectedItem[]
  readonly relations: readonly string[]
  /** fix them in this order */
  readonly problems: readonly Problem[]
}

const COLUMNS = 80

const lines = (text: string, columns: number): string[] => wrapped(shown(text), COLUMNS - columns)

const indented = (text: string, columns: number): string[] =>
  lines(text, columns).map((line) => `${' '.repeat(columns)}${line}`)

/** Keeps the key on one line. */
const summaryLines = ({ summary, key }: InspectedItem, columns: number): string[] => {
  const whole = lines(summary, columns)
  if (key === undefined) return whole
  const last = `${whole.pop()}, key ${key}`
  return widthOf(last) + columns <= COLUMNS
    ? [...whole, last]
    : [...whole, last.slice(0, -`key ${key}`.length).trimEnd(), `key ${key}`]
}

/** in columns; if any file name is wider, all file names get their own lines */
const LONGEST_SOURCE = 28

const table = (pieces: readonly InspectedItem[]): string[] => {
  const width = Math.max(0, ...pieces.map(({ source }) => widthOf(shown(source))))
  return pieces.flatMap((piece) => {
    const source = `  ${shown(piece.source)}`
    const beside = width > LONGEST_SOURCE ? 4 : width + 4
    const said = summaryLines(piece, beside).map((line) => `${' '.repeat(beside)}${line}`)
    return width > LONGEST_SOURCE
      ? [source, ...said]
      : said.map((line, row) => (row === 0 ? padTo(source, beside) + line.slice(beside) : line))
  })
}

/** Does not wrap commands, so that they can be copied. */
const problemLines = ({ source, text, mend, command, page }: Problem): string[] => [
  ...indented(`${source}: ${text}`, 2),
  ...(mend === undefined ? [] : indented(mend, 4)),
  ...(command === undefined ? [] : [`    ${command}`]),
  `    ${page}`,
]

export const renderReport = ({ pieces, relations, problems }: DoctorReport): Shown => {
  const [first, ...others] = problems
  return shownLines([
    ...table(pieces),
    ...(relations.length === 0 ? [] : ['', ...relations.flatMap((text) => indented(text, 2))]),
    '',
    ...(first === undefined ? ['All is well.'] : ['Fix this first:', '', ...problemLines(first)]),
    ...(others.length === 0 ? [] : ['', 'Then:', '', ...others.flatMap(problemLines)]),
    '',
  ])
}

export const reportJson = (report: DoctorReport): Shown =>
  shownJson({ well: report.problems.length === 0, ...report })
