import { Client } from '../client.mjs'
import { approve, create, makeRequests, watchIssued } from '../csr.mjs'
import { inFlight, time, withCpu } from '../measure.mjs'
import { withServer } from '../server.mjs'

/** One request after another, end to end, as a client that watches sees it. */
export const endToEnd = ({ oneByOne: count }) =>
  withServer(async (server) => {
    const client = new Client(server, 2)
    const requests = makeRequests(count)
    const waiting = new Map()
    const stop = await watchIssued(client, (name) => waiting.get(name)?.())
    const [{ p50, p99 }, cpu] = await withCpu(server, count, () =>
      inFlight(count, 1, async (i) => {
        const name = `one-${i}`
        const seen = new Promise((resolve) => waiting.set(name, resolve))
        await create(client, name, requests[i])
        await approve(client, name)
        await seen
        waiting.delete(name)
      }),
    )
    stop()
    client.close()
    return [time('create, approve, certificate on a watch', p50, { p50, p99, cpu })]
  })
