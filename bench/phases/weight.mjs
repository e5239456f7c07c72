import { Client } from '../client.mjs'
import { approve, create, makeRequests, watchIssued } from '../csr.mjs'
import { inFlight, memory } from '../measure.mjs'
import { withServer } from '../server.mjs'

const WIDTH = 16

/** The server's memory after different numbers of issued CSRs (`weights`). */
export const weight = ({ weights }) =>
  withServer(async (server) => {
    const client = new Client(server, WIDTH)
    const figures = []
    const issued = new Set()
    let reached = () => undefined
    const stop = await watchIssued(client, (name) => {
      issued.add(name)
      reached()
    })
    let n = 0
    for (const count of weights) {
      const requests = makeRequests(count - n)
      const first = n
      const done = new Promise((resolve) => {
        reached = () => issued.size === count && resolve()
      })
      await inFlight(requests.length, WIDTH, async (i) => {
        const name = `weight-${first + i}`
        await create(client, name, requests[i])
        await approve(client, name)
      })
      await done
      n = count
      const name = `memory with ${count.toLocaleString('en-US')} signed requests`
      figures.push(...memory(name, server.residentMb()))
    }
    stop()
    await client.close()
    return figures
  })
