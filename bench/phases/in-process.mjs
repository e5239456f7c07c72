import { inFlight, time } from '../measure.mjs'

const RUNS = 15

/** Measures how long a cluster in this process takes to start, and to issue a certificate. */
export const inProcess = async () => {
  const { startCluster } = await import('../../dist/index.js')
  const timed = async (work) => {
    const times = []
    const before = process.cpuUsage()
    await inFlight(RUNS, 1, async () => {
      const at = performance.now()
      const started = await startCluster()
      await work(started)
      times.push(performance.now() - at)
      await started.close()
    })
    const { user, system } = process.cpuUsage(before)
    return {
      ms: times.toSorted((a, b) => a - b)[Math.floor(RUNS / 2)],
      cpu: (user + system) / 1000 / RUNS,
    }
  }
  const issue = (started) => started.issue({ commonName: 'first' })
  await timed(issue)
  const bare = await timed(() => undefined)
  const first = await timed(issue)
  return [
    time('startCluster(), warm process', bare.ms, { cpu: bare.cpu }),
    time('startCluster() to its first certificate, warm', first.ms, { cpu: first.cpu }),
  ]
}
