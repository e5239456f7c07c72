import { Client } from '../client.mjs'
import { COLLECTION, create, FOREIGN_SIGNER, makeRequests } from '../csr.mjs'
import { inFlight, rate, withCpu } from '../measure.mjs'
import { withServer } from '../server.mjs'

const WIDTH = 16
const OBJECTS = 100
const ADDED = Buffer.from('"type":"ADDED"')

/** Many watchers that each receive every new object. */
export const watchers = (count) =>
  withServer(async (server) => {
    const client = new Client(server, WIDTH)
    const requests = makeRequests(OBJECTS)
    const expected = count * OBJECTS
    let events = 0
    let all
    const done = new Promise((resolve) => (all = resolve))
    const stops = []
    for (let i = 0; i < count; i++) {
      const stop = await client.watch(`${COLLECTION}?watch=true&timeoutSeconds=600`, (chunk) => {
        for (let at = chunk.indexOf(ADDED); at >= 0; at = chunk.indexOf(ADDED, at + 1)) events++
        if (events >= expected) all()
      })
      stops.push(stop)
    }
    const begun = performance.now()
    const [seconds, cpu] = await withCpu(server, expected, async () => {
      await inFlight(OBJECTS, WIDTH, (i) => create(client, `w-${i}`, requests[i], FOREIGN_SIGNER))
      await done
      return (performance.now() - begun) / 1000
    })
    stops.forEach((stop) => stop())
    await client.close()
    return [rate(`${count} watchers × ${OBJECTS} objects`, { rate: expected / seconds }, cpu)]
  })
