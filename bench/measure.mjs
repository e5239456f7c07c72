/**
 * Measures work, and makes figures: `{name, unit, value, better: 'more' | 'less', p50?, p99?, cpu?,
 * reference?}`. `cpu` is in milliseconds per operation. `reference`: true for a figure of the
 * machine instead of csrlab.
 */
import { performance } from 'node:perf_hooks'

const quantile = (sorted, q) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))]

/** `{rate (per s), p50, p99 (ms), seconds}` of latencies (ms) within `seconds`. */
const summary = (latencies, seconds) => {
  const sorted = latencies.toSorted((a, b) => a - b)
  return {
    rate: latencies.length / seconds,
    p50: quantile(sorted, 0.5),
    p99: quantile(sorted, 0.99),
    seconds,
  }
}

/** Runs `work(i)` for i below `count`, `width` at a time. */
export const inFlight = async (count, width, work) => {
  const latencies = []
  let next = 0
  const begun = performance.now()
  await Promise.all(
    Array.from({ length: Math.min(width, count) }, async () => {
      while (next < count) {
        const i = next++
        const at = performance.now()
        await work(i)
        latencies.push(performance.now() - at)
      }
    }),
  )
  return summary(latencies, (performance.now() - begun) / 1000)
}

/** Median of `runs` timings of `work`, in milliseconds. */
export const median = async (runs, work) => {
  const { p50 } = await inFlight(runs, 1, work)
  return p50
}

/**
 * Resolves with the result of `work`, and the server's mean processor time per operation, in
 * milliseconds. The time is undefined if it cannot be measured.
 */
export const withCpu = async (server, count, work) => {
  const before = server.cpuMs()
  const result = await work()
  const after = server.cpuMs()
  return [result, after === undefined ? undefined : (after - before) / count]
}

export const rate = (name, { rate: value, p50, p99 }, cpu) => ({
  name,
  unit: '/s',
  value,
  p50,
  p99,
  cpu,
  better: 'more',
})

/**
 * Measures `count` runs of `work` in this process, `width` at a time, after `count` / 4
 * warm-up runs. `cpu` is the processor time per run.
 */
export const rateOwn = async (name, count, width, work) => {
  await inFlight(count / 4, width, work)
  const before = process.cpuUsage()
  const done = await inFlight(count, width, work)
  const { user, system } = process.cpuUsage(before)
  return rate(name, done, (user + system) / 1000 / count)
}

export const time = (name, value, more = {}) => ({
  name,
  unit: 'ms',
  value,
  ...more,
  better: 'less',
})

/** Returns [] if memory cannot be measured. */
export const memory = (name, value) =>
  value === undefined ? [] : [{ name, unit: 'MB', value, better: 'less' }]
