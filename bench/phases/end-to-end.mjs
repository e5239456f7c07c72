import { Client } from '../client.mjs'
import { approve, create, makeRequests, watchIssued } from '../csr.mjs'
import { inFlight, time, withCpu } from '../measure.mjs'
import { withServer } from '../server.mjs'

/** ratio of the warm-up's CSRs to the measured ones */
const WARM_UP = 4
/** number of a new server's first CSRs, which are measured separately */
const FIRST = 100

/**
 * Measures the time from creating a CSR to its certificate on a watch, one CSR at a time, on a new
 * and on a warm server.
 */
export const endToEnd = ({ oneByOne: count }) =>
  withServer(async (server) => {
    const client = new Client(server, 2)
    const warm = WARM_UP * count
    const requests = makeRequests(warm + count)
    const waiting = new Map()
    const stop = await watchIssued(client, (name) => waiting.get(name)?.())
    const flows = (label, from, to) =>
      withCpu(server, to - from, () =>
        inFlight(to - from, 1, async (i) => {
          const name = `one-${from + i}`
          const seen = new Promise((resolve) => waiting.set(name, resolve))
          await create(client, name, requests[from + i])
          await approve(client, name)
          await seen
          waiting.delete(name)
        }),
      ).then(([{ p50, p99 }, cpu]) =>
        time(`create, approve, certificate on a watch${label}`, p50, { p50, p99, cpu }),
      )
    const first = Math.min(FIRST, warm)
    const cold = await flows(`, the first ${first}`, 0, first)
    await flows('', first, warm)
    const figure = await flows('', warm, warm + count)
    stop()
    await client.close()
    return [cold, figure]
  })
