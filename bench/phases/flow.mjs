import { Client } from '../client.mjs'
import { approve, COLLECTION, create, FOREIGN_SIGNER, makeRequests, watchIssued } from '../csr.mjs'
import { inFlight, memory, rate, withCpu } from '../measure.mjs'
import { withServer } from '../server.mjs'

const WIDTH = 16
/** Number of initial requests, measured separately, because V8 compiles hot code during them. */
const FIRST = 1000

/** Measures rate and processor time of each step, for the CSRs from `from` to `to` - 1. */
const steps = async (server, client, requests, from, to) => {
  const count = to - from
  const nameOf = (i) => `bench-${String(from + i).padStart(5, '0')}`
  const [created, createCpu] = await withCpu(server, count, () =>
    inFlight(count, WIDTH, (i) => create(client, nameOf(i), requests[from + i])),
  )

  const issued = new Set()
  let allIssued
  const done = new Promise((resolve) => (allIssued = resolve))
  const stop = await watchIssued(client, (name) => {
    issued.add(name)
    if (issued.size === to) allIssued()
  })
  const begun = performance.now()
  const [seconds, issueCpu] = await withCpu(server, count, async () => {
    await inFlight(count, WIDTH, (i) => approve(client, nameOf(i)))
    await done
    return (performance.now() - begun) / 1000
  })
  stop()

  const [got, getCpu] = await withCpu(server, 2 * count, () =>
    inFlight(2 * count, WIDTH, (i) => client.call('GET', `${COLLECTION}/${nameOf(i % count)}`)),
  )
  return [
    ['create', created, createCpu],
    ['approved to issued', { rate: count / seconds }, issueCpu],
    ['get', got, getCpu],
  ]
}

/** Measures each step of the main flow on a new and on a warm server, and the server's memory. */
export const flow = ({ requests: count }) =>
  withServer(async (server) => {
    const client = new Client(server, WIDTH)
    const requests = makeRequests(2 * count)
    const first = Math.min(FIRST, count)
    const cold = await steps(server, client, requests, 0, first)
    const weight = memory(`memory after ${first} requests`, server.residentMb())
    await steps(server, client, requests, first, count)
    const warm = await steps(server, client, requests, count, 2 * count)
    await client.close()
    return [
      ...cold.map(([name, ...figures]) => rate(`${name}, the first ${first}`, ...figures)),
      ...weight,
      ...warm.map((figures) => rate(...figures)),
    ]
  })

/** Measures approvals of CSRs that are never signed; the first half is a warm-up. */
export const approvals = ({ requests: count }) =>
  withServer(async (server) => {
    const client = new Client(server, WIDTH)
    const requests = makeRequests(2 * count)
    await inFlight(2 * count, WIDTH, (i) =>
      create(client, `bench-${i}`, requests[i], FOREIGN_SIGNER),
    )
    const approveOne = (i) => approve(client, `bench-${i}`)
    await inFlight(count, WIDTH, approveOne)
    const [approved, cpu] = await withCpu(server, count, () =>
      inFlight(count, WIDTH, (i) => approveOne(count + i)),
    )
    await client.close()
    return [rate('approve', approved, cpu)]
  })
