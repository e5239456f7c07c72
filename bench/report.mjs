const number = (value) =>
  value >= 100 ? Math.round(value).toLocaleString('en-US') : value.toFixed(value >= 10 ? 1 : 2)

const NAME_WIDTH = 48

/** A line per figure. */
export const table = (figures) =>
  figures
    .map(({ name, unit, value, p50, p99 }) => {
      const tail = p50 === undefined ? '' : `   p50 ${number(p50)} ms   p99 ${number(p99)} ms`
      return `${name.padEnd(NAME_WIDTH)}${number(value).padStart(9)} ${unit.padEnd(3)}${tail}\n`
    })
    .join('')

/** How much better each figure is than before: 2.00 is twice as good, whether more or less is better. */
export const ratios = (before, after) => {
  const old = new Map(before.map((figure) => [figure.name, figure.value]))
  return after.flatMap(({ name, value, better, reference }) => {
    const was = old.get(name)
    if (was === undefined || reference === true) return []
    return [{ name, was, value, ratio: better === 'more' ? value / was : was / value }]
  })
}

export const compare = (before, after) =>
  ratios(before, after)
    .map(
      ({ name, was, value, ratio }) =>
        `${name.padEnd(NAME_WIDTH)}${number(was).padStart(9)} → ${number(value).padStart(9)}   × ${ratio.toFixed(2)}\n`,
    )
    .join('')
