#!/usr/bin/env node
/**
 * Resident memory of two or more versions in turns: node bench/memory.mjs [--count N] [--idle SECONDS] FOLDER…
 *
 * FOLDER holds a built checkout. Each server is looked at when it has settled and after a while of rest, then after N requests that were
 * created, approved, signed and read while somebody watches, with lists in between, once more after the same rest, and when its garbage
 * is collected. One line for each version, in MB, with what is alive in V8's heap and in buffers, and the processor time that the requests took.
 * It needs Linux.
 */
import { join, resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { Client } from './client.mjs'
import { approve, COLLECTION, create, makeRequests, watchIssued } from './csr.mjs'
import { inFlight } from './measure.mjs'
import { newDataDir, removeDataDir, startServer } from './server.mjs'

const WIDTH = 16
/** What it takes a server to settle. */
const SETTLED_MS = 3000
/** Requests between two rounds of lists. */
const ROUND = 1000
const PACKED = { 'accept-encoding': 'gzip' }

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    count: { type: 'string', default: '5000' },
    /** V8 makes its heap smaller within a minute */
    idle: { type: 'string', default: '60' },
  },
})
const [count, restMs] = [Number(values.count), Number(values.idle) * 1000]

const times = async (many, work) => {
  for (let i = 0; i < many; i++) await work()
}

/** Resolves once all requests are signed. */
const load = async (server) => {
  const client = new Client(server, WIDTH)
  const issued = new Set()
  let reached = () => undefined
  const all = new Promise((done) => {
    reached = () => issued.size === count && done()
  })
  const stop = await watchIssued(client, (name) => {
    issued.add(name)
    reached()
  })
  for (let from = 0; from < count; from += ROUND) {
    const requests = makeRequests(Math.min(ROUND, count - from))
    const nameOf = (i) => `memory-${from + i}`
    await inFlight(requests.length, WIDTH, async (i) => {
      await create(client, nameOf(i), requests[i])
      await approve(client, nameOf(i))
    })
    await inFlight(requests.length, WIDTH, (i) => client.call('GET', `${COLLECTION}/${nameOf(i)}`))
    await times(10, () => client.call('GET', `${COLLECTION}?limit=500`, undefined, PACKED))
    await times(3, () => client.call('GET', COLLECTION, undefined, PACKED))
  }
  await all
  return async () => {
    stop()
    await client.close()
  }
}

for (const folder of positionals) {
  const dataDir = newDataDir()
  const server = await startServer(dataDir, [], join(resolve(folder), 'dist/cli.js'), [], true)
  const seen = []
  const look = () => seen.push(server.residentMb().toFixed(0))
  await pause(SETTLED_MS)
  look()
  await pause(restMs)
  look()
  const before = server.cpuMs()
  const leave = await load(server)
  const seconds = (server.cpuMs() - before) / 1000
  look()
  await pause(restMs)
  look()
  const { heapUsed, arrayBuffers } = await server.memory()
  look()
  const alive = [heapUsed, arrayBuffers].map((bytes) => (bytes / 1024 / 1024).toFixed(0))
  await leave()
  await server.stop()
  removeDataDir(dataDir)
  const [idle, rested, loaded, later, collected] = seen
  process.stdout.write(
    `${folder}: idle ${idle}, rested ${rested}, after ${count} requests ${loaded}, rested ${later}, collected ${collected} (alive ${alive.join(' + ')}), ${seconds.toFixed(1)} s of processor time\n`,
  )
}
