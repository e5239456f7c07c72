import { performance } from 'node:perf_hooks'

const quantile = (sorted, q) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))]

/** `{rate (per s), p50, p99 (ms), seconds}` of some latencies over a time. */
export const summary = (latencies, seconds) => {
  const sorted = latencies.toSorted((a, b) => a - b)
  return {
    rate: latencies.length / seconds,
    p50: quantile(sorted, 0.5),
    p99: quantile(sorted, 0.99),
    seconds,
  }
}

/** Does `work(i)` for i below `count`, `width` at a time, each as soon as one before is done. */
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
  const times = []
  for (let i = 0; i < runs; i++) {
    const at = performance.now()
    await work()
    times.push(performance.now() - at)
  }
  return times.toSorted((a, b) => a - b)[Math.floor(runs / 2)]
}
