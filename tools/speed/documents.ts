/** The chart and the tables of docs/speed.md, made from tools/speed/figures.json. */

/** `rate`: per second; `time`: milliseconds */
type Unit = 'rate' | 'time'

/** The figures that `npm run tool -- speed` measures, in the order of its table. */
export const FIGURES = {
  create: ['create', 'rate'],
  approve: ['approve', 'rate'],
  issue: ['approved to issued', 'rate'],
  get: ['get', 'rate'],
  events: ['events to 200 watchers', 'rate'],
  list: ['list of 1,000, median', 'time'],
  certificate: ['create to certificate on a watch, median', 'time'],
  cpu: ['processor time, create to get, 800 times', 'time'],
  eventsCpu: ['processor time, 100 events to 200 watchers', 'time'],
} as const satisfies Record<string, readonly [string, Unit]>

export type FigureName = keyof typeof FIGURES
export type Figures = Partial<Record<FigureName, number>>
type Row = readonly [name: string, ...cells: string[]]

export interface Data {
  /** csrlab alone, as the tool has measured it */
  readonly own: {
    readonly date: string
    readonly machine: string
    readonly figures: Figures
  }
  /** ratios of csrlab to a real control plane; the other fields as printed */
  readonly real: {
    readonly date: string
    readonly setup: string
    readonly http1: Figures
    readonly http2: Figures
    readonly more: readonly { name: string; http1: string; http2: string }[]
    /** processor time of one request, with 20,000 CSRs */
    readonly many: readonly { name: string; csrlab: string; real: string }[]
  }
}

const names = Object.keys(FIGURES) as FigureName[]

const number = (value: number): string =>
  value >= 100 ? Math.round(value).toLocaleString('en-US') : value.toFixed(value >= 10 ? 1 : 2)

const shown = (name: FigureName, value: number | undefined): string => {
  if (value === undefined) return ''
  return FIGURES[name][1] === 'rate' ? `${number(value)}/s` : `${number(value)} ms`
}

/** The lines of a Markdown table, as prettier formats them. */
const markdown = (head: Row, rows: readonly Row[]): string[] => {
  const all = [head, ...rows]
  const widths = head.map((_, at) => Math.max(...all.map((row) => row[at]!.length)))
  const line = (row: Row) =>
    `| ${row.map((cell, at) => (at === 0 ? cell.padEnd(widths[at]!) : cell.padStart(widths[at]!))).join(' | ')} |`
  const rule = widths.map((width, at) => '-'.repeat(at === 0 ? width : width - 1))
  return [line(head), `| ${rule.join(': | ').replace(': |', ' |')}: |`, ...rows.map(line)]
}

/** The table of the tool, and of docs/speed.md. */
export const ownTable = (figures: Figures): string[] =>
  markdown(
    ['csrlab', 'HTTP/1.1'],
    names.map((name) => [FIGURES[name][0], shown(name, figures[name])]),
  )

const ratio = (value: number | undefined): string => value?.toFixed(2) ?? ''

const realTable = ({ http1, http2, more }: Data['real']): string[] =>
  markdown(
    ['csrlab : real', 'HTTP/1.1', 'HTTP/2'],
    [
      ...names.map((name): Row => [FIGURES[name][0], ratio(http1[name]), ratio(http2[name])]),
      ...more.map(({ name, http1: one, http2: two }): Row => [name, one, two]),
    ],
  )

const manyTable = ({ many }: Data['real']): string[] =>
  markdown(
    ['processor time of one request', 'csrlab', 'real'],
    many.map(({ name, csrlab, real }): Row => [name, csrlab, real]),
  )

const TEXT_WIDTH = 110

const wrapped = (text: string): string =>
  text.replaceAll(new RegExp(`(.{1,${TEXT_WIDTH}})( +|$)`, 'g'), '$1\n').trimEnd()

/** Replaces the text between `<!-- figures: NAME -->` and `<!-- end of figures -->`. */
export const withTables = (document: string, { own, real }: Data): string => {
  const parts: Readonly<Record<string, readonly string[]>> = {
    own: [wrapped(`Measured on ${own.date}: ${own.machine}.`), '', ...ownTable(own.figures)],
    real: [wrapped(`Measured on ${real.date}: ${real.setup}.`), '', ...realTable(real)],
    many: manyTable(real),
  }
  return document.replaceAll(
    /(<!-- figures: (\w+) -->\n)[^]*?(\n<!-- end of figures -->)/g,
    (_all, start: string, name: string, end: string) => [start, ...parts[name]!, end].join('\n'),
  )
}

const CHARTED = {
  create: 'create',
  approve: 'approve',
  issue: 'issue',
  get: 'get',
  list: 'list of 1,000',
  events: 'events to 200 watchers',
  cpu: 'processor time',
} as const satisfies Partial<Record<FigureName, string>>

const WIDTH = 760
const LEFT = 180
const TOP = 76
const ROW = 46
const BAR = 11
const UNIT = 96

/** Times and processor time are inverted, so that a longer bar is better in each row. */
const factor = (name: FigureName, figures: Figures): number => {
  const value = figures[name]!
  return FIGURES[name][1] === 'rate' ? value : 1 / value
}

const bar = (style: string, y: number, value: number): string => {
  const width = (value * UNIT).toFixed(1)
  const end = (LEFT + value * UNIT + 6).toFixed(1)
  return [
    `  <rect class="${style}" x="${LEFT}" y="${y}" width="${width}" height="${BAR}" rx="2"/>`,
    `  <text class="value" x="${end}" y="${y + BAR - 2}">${value.toFixed(1)}</text>`,
  ].join('\n')
}

const key = (x: number, style: string, text: string): string =>
  `  <rect class="${style}" x="${x}" y="46" width="12" height="12" rx="2"/>\n  <text x="${x + 18}" y="56">${text}</text>`

/** A chart that is readable on light and on dark pages. */
export const chart = ({ real: { http1, http2 } }: Data): string => {
  const rows = Object.entries(CHARTED) as [keyof typeof CHARTED, string][]
  const height = TOP + rows.length * ROW + 34
  const drawn = rows.map(([name, label], at) => {
    const y = TOP + at * ROW
    return [
      `  <text class="label" x="${LEFT - 12}" y="${y + 22}">${label}</text>`,
      bar('real', y, 1),
      bar('one', y + BAR + 2, factor(name, http1)),
      bar('two', y + 2 * (BAR + 2), factor(name, http2)),
    ].join('\n')
  })
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-labelledby="title">
  <title id="title">csrlab compared with a real control plane; longer bars are better</title>
  <style>
    svg { --page: #ffffff; --text: #1f2328; --quiet: #59636e; --real: #a8b1bb; --one: #1a6fd6; --two: #0f9d8a }
    @media (prefers-color-scheme: dark) {
      svg { --page: #0d1117; --text: #f0f6fc; --quiet: #9198a1; --real: #59636e; --one: #58a6ff; --two: #39c5b0 }
    }
    text { font: 13px system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif; fill: var(--text) }
    .title { font-size: 16px; font-weight: 600 }
    .label { text-anchor: end }
    .value, .note { font-size: 11px; fill: var(--quiet) }
    .page { fill: var(--page) }
    .real { fill: var(--real) }
    .one { fill: var(--one) }
    .two { fill: var(--two) }
  </style>
  <rect class="page" width="${WIDTH}" height="${height}" rx="6"/>
  <text class="title" x="20" y="30">csrlab and a real control plane on the same two cores (real = 1; longer is better)</text>
${key(LEFT, 'real', 'kube-apiserver 1.36.3 with etcd')}
${key(LEFT + 244, 'one', 'csrlab, HTTP/1.1')}
${key(LEFT + 394, 'two', 'csrlab, HTTP/2')}
${drawn.join('\n')}
  <text class="note" x="20" y="${height - 14}">Rates for create to get, and for events, whose limit was the load generator. Lists: 1 / time. Processor time: 1 / time of all servers.</text>
</svg>
`
}
