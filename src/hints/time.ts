/** Times as people read them. */
const UNITS: readonly [seconds: number, name: string][] = [
  [86_400, 'day'],
  [3600, 'hour'],
  [60, 'minute'],
  [1, 'second'],
]

/** A lifetime in its largest exact unit, `90 minutes`; a long one that fits none is rounded: `about 1157 days`. */
export const lifetimeText = (seconds: number): string => {
  if (seconds > 86_400 && seconds % 3600 !== 0) return `about ${roughly(seconds * 1000)}`
  const [size, name] = UNITS.find(([unit]) => seconds % unit === 0 && seconds >= unit) ?? [
    1,
    'second',
  ]
  const count = seconds / size
  return `${count} ${name}${count === 1 ? '' : 's'}`
}

/** About how long, in one unit: `35 minutes`. */
export const roughly = (ms: number): string => {
  const seconds = Math.max(0, Math.round(ms / 1000))
  const [size, name] = UNITS.find(([unit]) => seconds >= 2 * unit) ?? [1, 'second']
  const count = Math.round(seconds / size)
  return `${count} ${name}${count === 1 ? '' : 's'}`
}

/** `2026-03-01 12:00:00 UTC` */
export const moment = (ms: number): string =>
  `${new Date(ms).toISOString().slice(0, 19).replace('T', ' ')} UTC`
