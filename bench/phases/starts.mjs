import { setTimeout as pause } from 'node:timers/promises'
import { inFlight, memory, time } from '../measure.mjs'
import { newDataDir, removeDataDir, startServer } from '../server.mjs'

/** Time for a server to settle after its start. */
const IDLE_MS = 1500

/** Time until ready with a new folder, and the idle server's memory. */
export const starts = async ({ runs }) => {
  const times = []
  const idle = []
  const cpu = []
  await inFlight(runs, 1, async () => {
    const dir = newDataDir()
    const server = await startServer(dir)
    cpu.push(server.cpuMs())
    times.push(server.startMs)
    await pause(IDLE_MS)
    idle.push(server.residentMb())
    await server.stop()
    removeDataDir(dir)
  })
  const middle = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]
  return [
    time('start, new data folder', middle(times), { cpu: middle(cpu) }),
    ...memory('memory, idle', middle(idle)),
  ]
}
