/** Text for a terminal: wrapped at words, and coloured. Pure. */
import type { Shown } from '../apimachinery/text/shown.ts'
import { widthOf } from '../apimachinery/text/width.ts'
import { wrapped } from '../apimachinery/text/wrapped.ts'
import type { ScreenPage } from './kit/terminal.ts'

interface TerminalScreen {
  readonly columns: number
  readonly hasColour: boolean
}

/** Commands and assignments, which stay unwrapped so that they can be copied. */
const TYPED =
  /^(kubectl|openssl|curl|csrlab|npx|export|chmod|rm|mv|cp|base64|csplit|sed|tr|cat|[^\s=]+=\S*) /

/** Blanks and a label with its mark at the start of a line. */
const HEAD = /^\s*(?:[\w .-]*[✓✗…] )?/

/** Wraps a line, and indents its continuation lines. */
const fitted = (line: string, columns: number): string[] => {
  if (widthOf(line) <= columns || TYPED.test(line.trimStart())) return [line]
  const [head = ''] = HEAD.exec(line) ?? []
  const margin = /[✓✗…]/.test(head) ? widthOf(head) : widthOf(head) + 2
  // at most half of the columns, to leave room for words
  const indent = ' '.repeat(Math.min(margin, columns >> 1))
  const [first = '', ...more] = wrapped(line.slice(head.length), columns - indent.length)
  return [head + first, ...more.map((words) => indent + words)]
}

const RED = 31
const GREEN = 32
const YELLOW = 33
const BOLD = 1

const painted = (colour: number, text: string): string => `\u001b[${colour}m${text}\u001b[0m`

/** Patterns of coloured text (the group, or else the whole match) and their colours. */
const COLOURS: readonly (readonly [RegExp, number])[] = [
  [/✓/, GREEN],
  [/✗/, RED],
  [/^All is well.*/, GREEN],
  [/^(?:Fix this first|Then):$/, BOLD],
  [/^csrlab: warning:/, YELLOW],
  [/^csrlab:/, RED],
  [/ (running) +https:/, GREEN],
  [/^csrlab \S+ serves .* at (\S+)$/, BOLD],
]

const coloured = (line: string): string => {
  const [pattern, colour] = COLOURS.find(([one]) => one.test(line)) ?? []
  return pattern === undefined
    ? line
    : line.replace(pattern, (found, part?: unknown) => {
        const words = typeof part === 'string' ? part : found
        return found.replace(words, painted(colour!, words))
      })
}

/** Tells whether to use colour (no-color.org: a non-empty `NO_COLOR` means none). */
export const wantsColour = (environment: Readonly<Record<string, string | undefined>>): boolean =>
  (environment['NO_COLOR'] ?? '') === '' && environment['TERM'] !== 'dumb'

export const onScreen = (text: Shown, { columns, hasColour }: TerminalScreen): string =>
  text
    .split('\n')
    .flatMap((line) => fitted(line, columns))
    .map((line) => (hasColour ? coloured(line) : line))
    .join('\n')

const pagesOf = (lines: readonly string[], columns: number, room: number): string[][] => {
  // the terminal wraps longer lines
  const rowsOf = (line: string): number => Math.max(Math.ceil(widthOf(line) / columns), 1)
  const pages: string[][] = []
  let at = 0
  while (at < lines.length || pages.length === 0) {
    const rest = lines.slice(at).reduce((sum, line) => sum + rowsOf(line), 0)
    let free = rest > room ? room - 1 : room
    const page: string[] = []
    for (const line of lines.slice(at)) {
      if (rowsOf(line) > free) break
      free -= rowsOf(line)
      page.push(line)
    }
    // a line longer than the screen
    if (page.length === 0 && at < lines.length) page.push(lines[at]!)
    at += page.length
    pages.push(page)
  }
  return pages.map((page, i) => {
    const used = page.reduce((sum, line) => sum + rowsOf(line), 0)
    const isLast = i === pages.length - 1
    const blank = Array.from({ length: Math.max(room - used - (isLast ? 0 : 1), 0) }, () => '')
    return isLast ? [...page, ...blank] : [...page, MORE, ...blank]
  })
}

const MORE = '…'

/** Separates the entries of the last line, which may be wrapped there. */
const BETWEEN = '  '

/** Renders one page of a text on a whole screen, with `last` in its last rows. */
export const fullScreen = (
  text: Shown,
  last: Shown,
  { columns, rows, hasColour }: TerminalScreen & { readonly rows: number },
  { page = 0, more }: Partial<ScreenPage> = {},
): string => {
  const below = wrapped(last, columns, BETWEEN).flatMap((line) => wrapped(line, columns))
  const room = Math.max(rows - below.length - 1, 2)
  const lines = text.split('\n').flatMap((line) => fitted(line, columns))
  const pages = pagesOf(lines, columns, room)
  const at = page % pages.length
  const named = pages.length > 1 && more !== undefined ? `${MORE} ${more}` : MORE
  const shown = pages[at]!.map((line) =>
    line === MORE ? named : hasColour ? coloured(line) : line,
  )
  return [...shown, '', ...below].join('\n')
}
