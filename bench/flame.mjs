/** A flame graph: callers below callees, with widths proportional to time. */

const WIDTH = 1200
const ROW = 17
const TOP = 34
/** minimum widths, in pixels, of a frame and of a frame with a name */
const NARROWEST = 1
const NAMED = 24
const LETTER = 6.6

const escape = (text) =>
  text.replace(
    /[&<>"]/g,
    (char) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[char],
  )

/** One fixed colour per place. */
const colour = (place) => {
  let hash = 7
  for (const char of place) hash = (hash * 31 + char.charCodeAt(0)) % 997
  if (place.startsWith('src/')) return `hsl(${20 + (hash % 40)} 85% ${66 + (hash % 9)}%)`
  if (place.startsWith('Node: ')) return `hsl(${195 + (hash % 30)} 60% ${74 + (hash % 9)}%)`
  return place.startsWith('native') || place === 'garbage' ? '#c9c9c9' : '#b7d7a8'
}

const node = () => ({ time: 0, children: new Map() })

/**
 * Collects and draws stacks: `add(frames, time)` with frames as `{name, place}` from the outermost;
 * `svg(title)` returns the picture, without frames below a thousandth of the total.
 */
export const flame = () => {
  const root = node()
  const add = (frames, time) => {
    let at = root
    at.time += time
    for (const { name, place } of frames) {
      const key = `${name}, ${place}`
      let next = at.children.get(key)
      if (next === undefined) at.children.set(key, (next = { ...node(), name, place }))
      next.time += time
      at = next
    }
  }
  const boxes = (parent, x, depth, scale, drawn) => {
    let left = x
    for (const child of [...parent.children.values()].toSorted((a, b) => b.time - a.time)) {
      const width = child.time * scale
      if (width < NARROWEST) break
      drawn.push({ ...child, x: left, width, depth })
      boxes(child, left, depth + 1, scale, drawn)
      left += width
    }
    return drawn
  }
  const svg = (title) => {
    const drawn = boxes(root, 0, 0, WIDTH / root.time, [])
    const height = TOP + ROW * (1 + drawn.reduce((max, { depth }) => Math.max(max, depth), 0)) + 8
    const body = drawn
      .map(({ name, place, time, x, width, depth }) => {
        const y = height - 8 - ROW * (depth + 1)
        const share = ((100 * time) / root.time).toFixed(1)
        const fits = Math.floor(width / LETTER) - 1
        const text =
          width < NAMED
            ? ''
            : `<text x="${(x + 3).toFixed(1)}" y="${y + 12}">${escape(name.length > fits ? `${name.slice(0, Math.max(1, fits - 1))}…` : name)}</text>`
        return `<g><title>${escape(`${name}, ${place}: ${share} %`)}</title><rect x="${x.toFixed(1)}" y="${y}" width="${Math.max(width - 0.5, 0.5).toFixed(1)}" height="${ROW - 1}" fill="${colour(place)}"/>${text}</g>`
      })
      .join('\n')
    return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" font-family="monospace" font-size="11" role="img">
<title>${escape(title)}</title>
<rect width="100%" height="100%" fill="#fff"/>
<text x="6" y="20" font-size="14">${escape(title)}</text>
${body}
</svg>
`
  }
  return { add, svg }
}
