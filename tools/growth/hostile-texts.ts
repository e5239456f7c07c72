/** Texts that are costly to trim, split, search or quote. */

/** A text of about this many characters. */
export type Text = (length: number) => string

const CHARACTERS = [
  '/',
  '\t',
  ' ',
  ':',
  '*',
  '0',
  '1',
  '"',
  "'",
  '\\',
  ',',
  '.',
  'a',
  'A',
  '=',
  '-',
]
const RARE = [
  '_',
  '\n',
  '(',
  '[',
  '{',
  '<',
  '%',
  '@',
  '+',
  '!',
  '&',
  '#',
  '|',
  '~',
  'é',
  '\u{1f600}',
]
const PAIRS = [
  'a,',
  'a=',
  'a.',
  'a/',
  'a:',
  'a ',
  '\\,',
  '- ',
  '1e',
  '1.',
  '%2f',
  '{}',
  '~1',
  '::',
  '(a',
]
/** Texts before and after a run, which make only its start or only its end invalid. */
const ENDS: readonly (readonly [head: string, tail: string])[] = [
  ['', '!'],
  ['x', '/'],
  ['1', 'x'],
]

const run =
  (unit: string, [head, tail]: (typeof ENDS)[number]): Text =>
  (length) =>
    head + unit.repeat(Math.max(0, (length - head.length - tail.length) / unit.length)) + tail

/** One or two characters, repeated. */
export const RUNS: readonly Text[] = [...CHARACTERS, ...RARE, ...PAIRS].flatMap((unit) =>
  ENDS.map((ends) => run(unit, ends)),
)

/** Runs of the common characters, one after another. */
export const MEDLEY: Text = (length) =>
  `x${CHARACTERS.map((unit) => unit.repeat(length / CHARACTERS.length)).join('x')}x`

export const DIGITS: readonly Text[] = ENDS.flatMap((ends) => [run('1', ends), run('0', ends)])

export const TEXTS: readonly Text[] = [MEDLEY, ...RUNS]
