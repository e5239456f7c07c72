/** The comparison as a picture: a bar per figure, its length the ratio to the run before (1 is the line). */
import { ratios } from './report.mjs'

const ROW = 22
const LEFT = 330
const SCALE = 120
const MAX = 4

const escape = (text) =>
  text.replace(/[&<>]/g, (char) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[char])

export const drawing = (before, after) => {
  const rows = ratios(before, after)
  const height = rows.length * ROW + 40
  const bars = rows
    .map(({ name, ratio }, i) => {
      const y = 30 + i * ROW
      const width = Math.min(ratio, MAX) * SCALE
      const colour = ratio >= 1 ? '#2f7d4f' : '#b3472f'
      return (
        `<text x="${LEFT - 8}" y="${y + 12}" text-anchor="end">${escape(name)}</text>` +
        `<rect x="${LEFT}" y="${y}" width="${width.toFixed(1)}" height="15" fill="${colour}"/>` +
        `<text x="${LEFT + width + 6}" y="${y + 12}">× ${ratio.toFixed(2)}</text>`
      )
    })
    .join('\n')
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${LEFT + MAX * SCALE + 80}" height="${height}" font-family="sans-serif" font-size="12">
<rect width="100%" height="100%" fill="white"/>
<text x="${LEFT}" y="16" font-size="13">times as good as before</text>
<line x1="${LEFT + SCALE}" y1="24" x2="${LEFT + SCALE}" y2="${height - 6}" stroke="#888" stroke-dasharray="3 3"/>
${bars}
</svg>
`
}
