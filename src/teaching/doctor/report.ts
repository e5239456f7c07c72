/** What the doctor found: data first, words for people last. */
import { type Shown, shown, shownJson, shownLines } from '../../apimachinery/text/shown.ts'
import { padTo, widthOf } from '../../apimachinery/text/width.ts'
import { wrapped } from '../../apimachinery/text/wrapped.ts'

/** One thing in a file: a key, a request, a certificate, a manifest, a kubeconfig. */
export interface Piece {
  /** the file, and the place in it when it holds several things */
  readonly source: string
  readonly kind: 'key' | 'request' | 'certificate' | 'manifest' | 'kubeconfig' | 'other'
  /** what it is, in a few words; never a secret */
  readonly summary: string
  /** SHA-256 of the SubjectPublicKeyInfo, first 16 hex digits */
  readonly key?: string
}

/** What is to be done. */
export interface Remedy {
  /** a sentence */
  readonly mend?: string
  /** what does it: it is typed as it stands, but for words in capitals */
  readonly command?: string
}

/** Something that is broken. */
export interface Problem extends Remedy {
  readonly source: string
  /** what is wrong, and why */
  readonly text: string
  /** page of the Kubernetes documentation */
  readonly page: string
}

export interface Report {
  readonly pieces: readonly Piece[]
  /** how the pieces belong together, a sentence each */
  readonly relations: readonly string[]
  /** in the order in which they are to be mended */
  readonly problems: readonly Problem[]
}

/** What a terminal has at least. */
const COLUMNS = 80

const lines = (text: string, columns: number): string[] => wrapped(shown(text), COLUMNS - columns)

const indented = (text: string, columns: number): string[] =>
  lines(text, columns).map((line) => `${' '.repeat(columns)}${line}`)

/** What it is, in lines; the key is not torn from its word. */
const summaryLines = ({ summary, key }: Piece, columns: number): string[] => {
  const said = lines(summary, columns)
  if (key === undefined) return said
  const last = `${said.pop()}, key ${key}`
  return widthOf(last) + columns <= COLUMNS
    ? [...said, last]
    : [...said, last.slice(0, -`key ${key}`.length).trimEnd(), `key ${key}`]
}

/** A source that is longer has a line of its own: what it is would be squeezed beside it. */
const LONGEST_SOURCE = 28

/** What each piece is, beside its source or below it. */
const table = (pieces: readonly Piece[]): string[] => {
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

/** Sentences are broken into lines; a command is not, so that it can be copied. */
const problemLines = ({ source, text, mend, command, page }: Problem): string[] => [
  ...indented(`${source}: ${text}`, 2),
  ...(mend === undefined ? [] : indented(mend, 4)),
  ...(command === undefined ? [] : [`    ${command}`]),
  `    ${page}`,
]

/** The report for people. */
export const renderReport = ({ pieces, relations, problems }: Report): Shown => {
  const [first, ...others] = problems
  return shownLines([
    ...table(pieces),
    ...(relations.length === 0 ? [] : ['', ...relations.flatMap((text) => indented(text, 2))]),
    '',
    ...(first === undefined ? ['All is well.'] : ['Mend this first:', '', ...problemLines(first)]),
    ...(others.length === 0 ? [] : ['', 'Then:', '', ...others.flatMap(problemLines)]),
    '',
  ])
}

/** The report for programs. */
export const reportJson = (report: Report): Shown =>
  shownJson({ well: report.problems.length === 0, ...report })
