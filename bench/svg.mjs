/**
 * The comparison as a picture: one bar per figure, with the ratio to the earlier run on a
 * logarithmic scale.
 */
import { number, ratios } from './report.mjs'

const ROW = 24
const LEFT = 330
/** pixels for each doubling */
const OCTAVE = 60
const WIDTH = 860
const TOP = 34

const escape = (text) =>
  text.replace(/[&<>]/g, (char) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[char])

const times = (ratio) => `× ${ratio >= 10 ? ratio.toFixed(0) : ratio.toFixed(1)}`

/** Returns the SVG. Bars to the right of the line are improvements, to the left regressions. */
export const drawing = (before, after, title) => {
  const rows = ratios(before, after)
  const worst = Math.max(0, ...rows.map(({ ratio }) => -Math.log2(ratio)))
  const zero = LEFT + worst * OCTAVE
  const height = TOP + rows.length * ROW + 10
  const bars = rows
    .map(({ name, unit, was, value, ratio }, i) => {
      const y = TOP + i * ROW
      const length = Math.log2(ratio) * OCTAVE
      const x = zero + Math.min(0, length)
      const label = `${times(ratio)}  (${number(was)} → ${number(value)} ${unit.replace(/^\//, 'per ')})`
      return (
        `<text x="${LEFT - 10}" y="${y + 12}" text-anchor="end">${escape(name)}</text>` +
        `<rect x="${x.toFixed(1)}" y="${y}" width="${Math.abs(length).toFixed(1)}" height="16" class="${ratio >= 1 ? 'better' : 'worse'}"/>` +
        `<text x="${(Math.max(zero, zero + length) + 6).toFixed(1)}" y="${y + 12}">${escape(label)}</text>`
      )
    })
    .join('\n')
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" font-family="sans-serif" font-size="13" role="img">
<title>${escape(title)}</title>
<style>rect.better{fill:#2f7d4f}rect.worse{fill:#b3472f}rect.back{fill:#fff}</style>
<rect class="back" width="100%" height="100%"/>
<text x="${LEFT}" y="20" font-size="14">${escape(title)}</text>
${bars}
<line x1="${zero}" y1="${TOP - 4}" x2="${zero}" y2="${height - 8}" stroke="#555"/>
</svg>
`
}
