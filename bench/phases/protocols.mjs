import { approve, COLLECTION, create, makeRequests, watchIssued } from '../csr.mjs'
import { inFlight, rate, time, withCpu } from '../measure.mjs'
import { withServer } from '../server.mjs'
import { UndiciClient } from '../undici-client.mjs'

const WIDTH = 16

/** Creates, gets, and one flow after another, over one version of HTTP; each once to warm up and once for the figures. */
const measure = async (server, label, http2, count, flows) => {
  const client = new UndiciClient(server, { connections: WIDTH, http2 })
  const watching = new UndiciClient(server, { connections: 1, http2 })
  const requests = makeRequests(2 * (count + flows))
  const name = (i) => `${http2 ? 'h2' : 'h1'}-${i}`
  const figures = []
  const creates = (from) =>
    withCpu(server, count, () =>
      inFlight(count, WIDTH, (i) => create(client, name(from + i), requests[from + i])),
    )
  const gets = () =>
    withCpu(server, count, () =>
      inFlight(count, WIDTH, (i) => client.call('GET', `${COLLECTION}/${name(i)}`)),
    )
  await creates(0)
  figures.push(rate(`create, ${label}`, ...(await creates(count))))
  await gets()
  figures.push(rate(`get, ${label}`, ...(await gets())))

  const waiting = new Map()
  const stop = await watchIssued(watching, (issued) => waiting.get(issued)?.())
  const endToEnd = (from) =>
    withCpu(server, flows, () =>
      inFlight(flows, 1, async (i) => {
        const seen = new Promise((resolve) => waiting.set(name(from + i), resolve))
        await create(client, name(from + i), requests[from + i])
        await approve(client, name(from + i))
        await seen
      }),
    )
  await endToEnd(2 * count)
  const [{ p50, p99 }, cpu] = await endToEnd(2 * count + flows)
  figures.push(time(`create, approve, certificate, ${label}`, p50, { p50, p99, cpu }))
  stop()
  await Promise.all([client.close(), watching.close()])
  return figures
}

/** The same over HTTP/1.1 and HTTP/2, with a client that is not ours: what one of them waits for shows beside the other. */
export const protocols = ({ requests: count, oneByOne: flows }) =>
  withServer(async (server) => [
    ...(await measure(server, 'HTTP/1.1', false, count, flows)),
    ...(await measure(server, 'HTTP/2', true, count, flows)),
  ])
