/**
 * Compares the processor time of two versions, in short alternating runs.
 *
 *   npm run tool -- beside FOLDER [--rounds N] [--turns N] [--only STEP,…] [--server='OPTION…']
 *
 * FOLDER is a built checkout of the other version, or tools/beside/floor.mjs, which does only the
 * work that no version can avoid. Both get the same work in short turns, so that other load on the
 * machine affects both equally. The servers' processor time is compared, which varies far less than
 * elapsed time. Each round has new processes, because V8 compiles a program differently each time,
 * with a larger effect than most changes. Needs Linux, for processor time in nanoseconds.
 */
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { gunzipSync } from 'node:zlib'
import { Client } from '../bench/client.mjs'
import { Http2Client } from '../bench/http2-client.mjs'
import {
  approve,
  COLLECTION,
  create,
  FOREIGN_SIGNER,
  makeRequests,
  watchIssued,
} from '../bench/csr.mjs'
import { inFlight } from '../bench/measure.mjs'
import { newDataDir, removeDataDir, startServer } from '../bench/server.mjs'

const WIDTH = 16
const WATCHERS = 200
const EVENTS = 20
const EVENT_TURNS = 5
const OWN = fileURLToPath(new URL('../', import.meta.url))

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '5' },
    turns: { type: 'string', default: '30' },
    only: { type: 'string', default: 'start,create,approve,get,list,flow,watch,watch2' },
    server: { type: 'string', default: '' },
  },
})
const fail = (text) => {
  process.stderr.write(`${text}\n`)
  process.exit(1)
}
const [folder] = positionals
if (folder === undefined) fail('Name the other version: npm run tool -- beside ../other-checkout')
const programs = [resolve(folder), OWN].map((root) =>
  (root.endsWith('.mjs') ? [''] : ['dist/cli.cjs', 'dist/cli.js'])
    .map((name) => join(root, name))
    .find((name) => existsSync(name)),
)
if (programs.includes(undefined)) fail('A version lacks dist: run npm ci and npm run build there.')
const [rounds, turns] = [Number(values.rounds), Number(values.turns)]

const nameOf = (i) => `b-${String(i).padStart(6, '0')}`
const packed = { 'accept-encoding': 'gzip' }

/** A step that sends events to many watchers of one client, one event at a time. */
const watching = (prefix, connect) => ({
  count: EVENTS,
  per: WATCHERS,
  // few turns suffice: results vary mainly between processes, which compile this code differently
  turns: EVENT_TURNS,
  before: async (side) => {
    await inFlight(2 * EVENT_TURNS * EVENTS, WIDTH, (i) =>
      create(side.client, `${prefix}-${i}`, side.requests[i], FOREIGN_SIGNER),
    )
    const { body } = await side.client.call('GET', `${COLLECTION}?limit=1`, undefined, packed)
    const text = body[0] === 0x1f ? gunzipSync(body) : body
    const [, revision] = /"resourceVersion":"(\d+)"/.exec(text)
    side.seen = 0
    side.watcher = connect(side.server, WIDTH)
    const query = `?watch=true&timeoutSeconds=600&resourceVersion=${revision}`
    side.stops = await Promise.all(
      Array.from({ length: WATCHERS }, () =>
        side.watcher.watch(`${COLLECTION}${query}`, (chunk) => {
          for (let at = chunk.indexOf('\n'); at >= 0; at = chunk.indexOf('\n', at + 1)) side.seen++
          if (side.seen >= side.wanted) side.all()
        }),
      ),
    )
  },
  work: (side, from, count) =>
    inFlight(count, 1, async (i) => {
      const done = new Promise((resolve) => (side.all = resolve))
      side.wanted = side.seen + WATCHERS
      await approve(side.client, `${prefix}-${from + i}`)
      await done
    }),
  after: async (side) => {
    side.stops.forEach((stop) => stop())
    await side.watcher.close()
  },
})

/**
 * The work of one turn; its cost is divided by `count` and `per`. `from`: index of the first object
 * of the turn.
 */
const STEPS = {
  // measured when each round starts its servers, with new data folders
  start: undefined,
  create: {
    count: 50,
    work: ({ client, requests }, from, count) =>
      inFlight(count, WIDTH, (i) =>
        create(client, nameOf(from + i), requests[from + i], FOREIGN_SIGNER),
      ),
  },
  approve: {
    count: 50,
    work: ({ client }, from, count) =>
      inFlight(count, WIDTH, (i) => approve(client, nameOf(from + i))),
  },
  get: {
    count: 50,
    work: ({ client }, from, count) =>
      inFlight(count, WIDTH, (i) => client.call('GET', `${COLLECTION}/${nameOf(from + i)}`)),
  },
  list: {
    count: 20,
    work: ({ client }, _from, count) =>
      inFlight(count, 2, () => client.call('GET', `${COLLECTION}?limit=1000`, undefined, packed)),
  },
  flow: {
    count: 50,
    before: async (side) => {
      side.issued = new Map()
      side.stop = await watchIssued(side.client, (name) => side.issued.get(name)?.())
    },
    work: ({ client, issued, requests }, from, count) =>
      inFlight(count, WIDTH, async (i) => {
        const name = `f-${from + i}`
        const done = new Promise((resolve) => issued.set(name, resolve))
        await create(client, name, requests[from + i])
        await approve(client, name)
        await done
        await client.call('GET', `${COLLECTION}/${name}`)
      }),
    after: (side) => side.stop(),
  },
  watch: watching('w', (server) => new Client(server, WIDTH)),
  watch2: watching('w2', (server) => new Http2Client(server)),
}

const steps = values.only.split(',')
for (const step of steps) {
  if (!Object.hasOwn(STEPS, step))
    fail(`There is no step ${step}; the steps are ${Object.keys(STEPS).join(', ')}.`)
}

const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]

/** The first half of the turns is a warm-up. */
const measure = async (sides, name) => {
  const { count, per = 1, work, before, after, turns: own = turns } = STEPS[name]
  for (const side of sides) await before?.(side)
  for (let turn = 0; turn < 2 * own; turn++) {
    const costs = []
    for (const side of turn % 2 === 0 ? sides : sides.toReversed()) {
      const at = side.server.cpuNs()
      await work(side, turn * count, count)
      costs[sides.indexOf(side)] = (side.server.cpuNs() - at) / 1000 / count / per
    }
    if (turn >= own) (found[name] ??= []).push(costs)
  }
  for (const side of sides) await after?.(side)
}

const found = {}

const NAMES = {
  list: 'list of 1,000, gzip',
  watch: `event, ${WATCHERS} watchers`,
  watch2: 'event over HTTP/2',
}
const cell = (value) => value.toFixed(1).padStart(10)

/** Prints each version's median cost of all turns so far, and the median of the turns' ratios. */
const report = (round) => {
  process.stdout.write(
    `µs of processor time         there      here  here / there, rounds: ${round}\n`,
  )
  for (const name of steps) {
    const [there, here] = [0, 1].map((side) => median(found[name].map((costs) => costs[side])))
    const ratio = median(found[name].map(([a, b]) => b / a)).toFixed(3)
    process.stdout.write(
      `${(NAMES[name] ?? name).padEnd(24)}${cell(there)}${cell(here)}${ratio.padStart(14)}\n`,
    )
  }
}
const requests = makeRequests(2 * Math.max(turns, EVENT_TURNS) * STEPS.create.count)
for (let round = 0; round < rounds; round++) {
  const dirs = [newDataDir(), newDataDir()]
  const sides = []
  const starts = []
  for (const [i, dir] of dirs.entries()) {
    const server = await startServer(dir, values.server.split(' ').filter(Boolean), programs[i])
    starts.push(server.cpuNs() / 1000)
    sides.push({ server, requests, client: new Client(server, WIDTH) })
  }
  if (sides[0].server.cpuNs() === undefined)
    fail('This system does not report processor time in nanoseconds.')
  if (steps.includes('start')) (found.start ??= []).push(starts)
  for (const name of steps) if (STEPS[name] !== undefined) await measure(sides, name)
  for (const { server, client } of sides) {
    await client.close()
    await server.stop()
  }
  dirs.forEach(removeDataDir)
  report(round + 1)
}
