/** What the doctor found: data first, words for people last. */
import { type Shown, shown, shownJson, shownLines } from '../api/text/shown.ts'

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

/** Something that is broken. */
export interface Problem {
  readonly source: string
  /** what is wrong, and why */
  readonly text: string
  /** what to do; a command where there is one */
  readonly mend: string
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

const table = (pieces: readonly Piece[]): string[] => {
  const width = Math.max(0, ...pieces.map(({ source }) => shown(source).length))
  return pieces.map(
    ({ source, summary, key }) =>
      `  ${shown(source).padEnd(width)}  ${summary}${key === undefined ? '' : `, key ${key}`}`,
  )
}

const problemLines = ({ source, text, mend, page }: Problem): string[] => [
  `  ${source}: ${text}`,
  `    ${mend}`,
  `    ${page}`,
]

/** The report for people. */
export const renderReport = ({ pieces, relations, problems }: Report): Shown => {
  const [first, ...others] = problems
  return shownLines([
    ...table(pieces),
    ...(relations.length === 0 ? [] : ['', ...relations.map((text) => `  ${text}`)]),
    '',
    ...(first === undefined ? ['All is well.'] : ['Mend this first:', '', ...problemLines(first)]),
    ...(others.length === 0 ? [] : ['', 'Then:', '', ...others.flatMap(problemLines)]),
    '',
  ])
}

/** The report for programs. */
export const reportJson = (report: Report): Shown =>
  shownJson({ well: report.problems.length === 0, ...report })
