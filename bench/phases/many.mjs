import { Client } from '../client.mjs'
import { COLLECTION, create, FOREIGN_SIGNER, makeRequests } from '../csr.mjs'
import { inFlight, median, memory, time, withCpu } from '../measure.mjs'
import { newDataDir, removeDataDir, startServer } from '../server.mjs'

const WIDTH = 16
const RUNS = 9
const CHUNK = 500
const TABLE = 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json'

const list = async (client, query, headers = {}) => {
  const { body } = await client.call('GET', `${COLLECTION}?${query}`, undefined, headers)
  return body
}

const listInChunks = async (client) => {
  let token = ''
  do {
    const body = await list(client, `limit=${CHUNK}${token && `&continue=${token}`}`)
    token = /"continue":"([^"]+)"/.exec(body.subarray(0, CHUNK).toString())?.[1] ?? ''
  } while (token !== '')
}

/** Measures lists of `count` objects in each form. */
const lists = async (server, client, count) => {
  const ways = {
    '': () => list(client, ''),
    ' as Table': () => list(client, '', { accept: TABLE }),
    ', gzip': () => list(client, '', { 'accept-encoding': 'gzip' }),
    ' in chunks of 500': () => listInChunks(client),
  }
  const figures = []
  for (const [way, work] of Object.entries(ways)) {
    const [ms, cpu] = await withCpu(server, RUNS, () => median(RUNS, work))
    figures.push(time(`list of ${count.toLocaleString('en-US')}${way}`, ms, { cpu }))
  }
  return figures
}

/** Measures a data folder with many objects: memory, time to start, lists and deletes. */
export const many = async ({ objects: count }) => {
  const dir = newDataDir()
  const requests = makeRequests(count)
  const fill = async (client, from, to) => {
    await inFlight(to - from, WIDTH, (i) => {
      const n = from + i
      return create(client, `many-${String(n).padStart(6, '0')}`, requests[n], FOREIGN_SIGNER)
    })
  }
  const server = await startServer(dir)
  const client = new Client(server, WIDTH)
  const tenth = count / 10
  await fill(client, 0, tenth)
  const figures = await lists(server, client, tenth)
  await fill(client, tenth, count)
  const shown = count.toLocaleString('en-US')
  figures.push(...memory(`memory with ${shown} pending requests`, server.residentMb()))
  figures.push(...(await lists(server, client, count)))
  await client.close()
  await server.stop()

  const again = await startServer(dir)
  const cpu = again.cpuMs()
  figures.push(time(`start, old data folder with ${shown} objects`, again.startMs, { cpu }))
  figures.push(
    ...memory(`memory with ${shown} pending requests, after a start`, again.residentMb()),
  )
  const deleting = new Client(again, WIDTH)
  const before = again.cpuMs()
  const begun = performance.now()
  await deleting.call('DELETE', COLLECTION)
  const took = performance.now() - begun
  figures.push(
    time(`deleting all ${shown} at once`, took, { cpu: before && again.cpuMs() - before }),
  )
  await deleting.close()
  await again.stop()
  removeDataDir(dir)
  return figures
}
