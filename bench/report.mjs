export const number = (value) =>
  value >= 100
    ? Math.round(value).toLocaleString('en-US')
    : value.toFixed(value >= 10 ? 1 : value >= 0.1 ? 2 : 3)

const NAME_WIDTH = 64
const COLUMNS = ['p50 ms', 'p99 ms', 'CPU ms each']

const line = (name, value, unit, rest) =>
  `${name.padEnd(NAME_WIDTH)}${value.padStart(9)} ${unit.padEnd(3)}${rest.map((text) => text.padStart(12)).join('')}`.trimEnd() +
  '\n'

export const heading = line('', '', '', COLUMNS)

/** One line per figure: name, value, latency, and the server's processor time per operation. */
export const table = (figures) =>
  figures
    .map(({ name, unit, value, p50, p99, cpu }) => {
      const rest = [p50, p99, cpu].map((each) => (each === undefined ? '' : number(each)))
      return line(name, number(value), unit, rest)
    })
    .join('')

/**
 * The improvement of each figure that both runs have, except reference figures: 2.00 is twice as
 * good, whether more or less is better.
 */
export const ratios = (before, after) => {
  const old = new Map(before.map((figure) => [figure.name, figure]))
  return after.flatMap(({ name, unit, value, cpu, better, reference }) => {
    const was = old.get(name)
    if (was === undefined || reference === true) return []
    return [
      {
        name,
        unit,
        was: was.value,
        value,
        ratio: better === 'more' ? value / was.value : was.value / value,
        cpuRatio: was.cpu === undefined || cpu === undefined ? undefined : was.cpu / cpu,
      },
    ]
  })
}

export const compare = (before, after) =>
  ratios(before, after)
    .map(({ name, unit, was, value, ratio, cpuRatio }) => {
      const cpu = cpuRatio === undefined ? '' : `   CPU × ${cpuRatio.toFixed(2)}`
      const values = `${number(was).padStart(9)} → ${number(value).padStart(9)} ${unit.padEnd(3)}`
      return `${name.padEnd(NAME_WIDTH)}${values} × ${ratio.toFixed(2)}${cpu}\n`
    })
    .join('')
