/** Wraps and colours text for a terminal. Pure. */
import type { Shown } from '../apimachinery/text/shown.ts'
import { widthOf } from '../apimachinery/text/width.ts'
import { wrapped } from '../apimachinery/text/wrapped.ts'
import type { ScreenPage } from './kit/terminal.ts'

interface TerminalScreen {
  readonly columns: number
  readonly hasColour: boolean
}

/** Commands and assignments stay unwrapped, so that they can be copied. */
const TYPED =
  /^(kubectl|openssl|curl|csrlab|npx|export|chmod|rm|mv|cp|base64|csplit|sed|tr|cat|[^\s=]+=\S*) /

/** Matches indentation, and a label that ends with a mark. */
const HEAD = /^\s*(?:[\w .-]*[✓✗…] )?/

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

/** Colours the pattern's group, or else the whole match. */
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

/** A non-empty `NO_COLOR` disables colours (no-color.org). */
export const wantsColour = (environment: Readonly<Record<string, string | undefined>>): boolean =>
  (environment['NO_COLOR'] ?? '') === '' && environment['TERM'] !== 'dumb'

export const onScreen = (text: Shown, { columns, hasColour }: TerminalScreen): string =>
  text
    .split('\n')
    .flatMap((line) => fitted(line, columns))
    .map((line) => (hasColour ? coloured(line) : line))
    .join('\n')

const MORE = '…'

/** On each page except the last one, `MORE` follows the text. */
const pagesOf = (lines: readonly string[], columns: number, room: number): string[][] => {
  // the terminal itself wraps lines longer than `columns`
  const rowsOf = (some: readonly string[]): number =>
    some.reduce((sum, line) => sum + Math.max(Math.ceil(widthOf(line) / columns), 1), 0)
  const pages: string[][] = []
  for (let rest = [...lines]; rest.length > 0;) {
    const free = rowsOf(rest) > room ? room - 1 : room
    let count = 1
    while (count < rest.length && rowsOf(rest.slice(0, count + 1)) <= free) count++
    const page = rest.splice(0, count)
    if (rest.length > 0) page.push(MORE)
    const blank = Math.max(room - rowsOf(page), 0)
    pages.push([...page, ...Array.from({ length: blank }, () => '')])
  }
  return pages
}

/** Separates the keys in `last`, which is wrapped between keys if possible. */
const BETWEEN = '  '

/** Renders one page of a text, with `last` in the screen's last rows. */
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
