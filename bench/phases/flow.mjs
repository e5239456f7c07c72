import { Client } from '../client.mjs'
import { approve, COLLECTION, create, makeRequests, watchIssued } from '../csr.mjs'
import { inFlight, memory, rate, withCpu } from '../measure.mjs'
import { withServer } from '../server.mjs'

const WIDTH = 16
/** Of the requests, so many are created before anything is measured: the compilers are busy with the first ones. */
const WARM_SHARE = 5

/** The main flow, each step for all requests: create, approve, issue, get; and what the process weighs then. */
export const flow = ({ requests: count }) =>
  withServer(async (server) => {
    const client = new Client(server, WIDTH)
    const requests = makeRequests(count)
    const names = requests.map((_, i) => `bench-${String(i).padStart(5, '0')}`)
    const warm = Math.floor(count / WARM_SHARE)
    const createOne = (i) => create(client, names[i], requests[i])
    await inFlight(warm, WIDTH, createOne)
    const figures = []

    const cold = count - warm
    const [created, createCpu] = await withCpu(server, cold, () =>
      inFlight(cold, WIDTH, (i) => createOne(warm + i)),
    )
    figures.push(rate('create', created, createCpu))

    const issued = new Set()
    let allIssued
    const done = new Promise((resolve) => (allIssued = resolve))
    const stop = await watchIssued(client, (name) => {
      issued.add(name)
      if (issued.size === count) allIssued()
    })
    const begun = performance.now()
    const [[approved, seconds], flowCpu] = await withCpu(server, count, async () => {
      const approvals = await inFlight(count, WIDTH, (i) => approve(client, names[i]))
      await done
      return [approvals, (performance.now() - begun) / 1000]
    })
    stop()
    figures.push(rate('approve, while issuing', approved))
    figures.push(rate('approved to issued', { rate: count / seconds }, flowCpu))
    figures.push(...memory(`memory with ${count} requests`, server.residentMb()))

    const gets = 2 * count
    const [got, getCpu] = await withCpu(server, gets, () =>
      inFlight(gets, WIDTH, (i) => client.call('GET', `${COLLECTION}/${names[i % count]}`)),
    )
    figures.push(rate('get', got, getCpu))
    client.close()
    return figures
  })

/** Approvals alone, which nobody signs after. */
export const approvals = ({ requests: count }) =>
  withServer(async (server) => {
    const client = new Client(server, WIDTH)
    const requests = makeRequests(count)
    await inFlight(count, WIDTH, (i) =>
      create(client, `bench-${i}`, requests[i], 'example.com/bench'),
    )
    const [approved, cpu] = await withCpu(server, count, () =>
      inFlight(count, WIDTH, (i) => approve(client, `bench-${i}`)),
    )
    client.close()
    return [rate('approve', approved, cpu)]
  })
