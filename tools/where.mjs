/**
 * Profiles a server under load, by room of src/, package and module of Node.
 *
 *   npm run tool -- where [create | approve | get | list | watch] [--http2] [--new] [--flame FILE]
 *
 * Profiles the main thread of a warm server. Native functions of Node count separately. `watch`: an
 * event to one of 200 watchers, including a 200th of the create; `list`: 1,000 objects
 * with gzip. `--http2`: all requests over one connection, from undici. `--new`: a server that has
 * not compiled its hot code yet. `--flame` draws a flame graph as SVG. On a busy machine, trust the
 * shares, not the microseconds.
 */
import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { Client } from '../bench/client.mjs'
import { FOREIGN } from '../bench/clients.mjs'
import { approve, COLLECTION, create, FOREIGN_SIGNER, makeRequests } from '../bench/csr.mjs'
import { flame } from '../bench/flame.mjs'
import { inFlight } from '../bench/measure.mjs'
import { places, profiled, samples } from '../bench/profile.mjs'

const WIDTH = 16
const WATCHERS = 200
const SHOWN_SHARE = 0.01
const FUNCTIONS = 20

/**
 * Opens the watches. Returns a function that resolves when all watchers have received `objects`
 * more events.
 */
const openWatches = async (client) => {
  let [events, wanted, all] = [0, Infinity, undefined]
  const seen = (chunk) => {
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) events++
    if (events >= wanted) all()
  }
  const query = '?watch=true&timeoutSeconds=600&labelSelector=bench%21%3Dx'
  for (let i = 0; i < WATCHERS; i++) await client.watch(`${COLLECTION}${query}`, seen)
  return (objects) => {
    wanted = events + objects * WATCHERS
    return new Promise((resolve) => (all = resolve))
  }
}

const createAll = (client, requests, from, to) =>
  inFlight(to - from, WIDTH, (i) =>
    create(client, `w-${from + i}`, requests[from + i], FOREIGN_SIGNER),
  )

/** `each` returns the work for the requests `from` to `to`. */
const SORTS = {
  create: {
    count: 4000,
    each: async (client, requests) => (from, to) => createAll(client, requests, from, to),
  },
  approve: {
    count: 4000,
    each: async (client, requests) => {
      await createAll(client, requests, 0, requests.length)
      return (from, to) => inFlight(to - from, WIDTH, (i) => approve(client, `w-${from + i}`))
    },
  },
  list: {
    count: 100,
    each: async (client, requests) => {
      await createAll(client, requests, 0, 1000)
      const packed = { 'accept-encoding': 'gzip' }
      return (from, to) =>
        inFlight(to - from, 1, () => client.call('GET', COLLECTION, undefined, packed))
    },
  },
  get: {
    count: 4000,
    each: async (client, requests) => {
      await createAll(client, requests, 0, 1000)
      return (from, to) =>
        inFlight(to - from, WIDTH, (i) => client.call('GET', `${COLLECTION}/w-${i % 1000}`))
    },
  },
  watch: {
    count: 300,
    per: WATCHERS,
    each: async (client, requests) => {
      const told = await openWatches(client)
      return async (from, to) => {
        const all = told(to - from)
        await createAll(client, requests, from, to)
        await all
      }
    },
  },
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    http2: { type: 'boolean', default: false },
    new: { type: 'boolean', default: false },
    flame: { type: 'string' },
  },
})
const [what = 'create'] = positionals
if (!Object.hasOwn(SORTS, what)) {
  process.stderr.write(
    `There is no profile of ${what}; name one of ${Object.keys(SORTS).join(', ')}.\n`,
  )
  process.exit(1)
}
const { count, per = 1, each } = SORTS[what]
const first = values.new ? 0 : count

const found = await profiled(async (server) => {
  const client = values.http2 ? FOREIGN['HTTP/2'].connect(server, WIDTH) : new Client(server, WIDTH)
  const requests = makeRequests(Math.max(first + count, 1000))
  const some = await each(client, requests)
  if (first > 0) await some(0, first)
  return { work: () => some(first, first + count), end: () => client.close() }
})

const placeOf = places()
const [byPlace, byFunction] = [new Map(), new Map()]
const graph = flame()
let total = 0
const add = (map, key, time) => map.set(key, (map.get(key) ?? 0) + time)
samples(found, (stack, time) => {
  const frames = stack.map((frame) => ({
    name: frame.functionName || '(no name)',
    place: placeOf(frame),
  }))
  const { name, place } = frames.at(-1)
  total += time
  add(byPlace, place, time)
  add(byFunction, `${name}, ${place}`, time)
  graph.add(frames, time)
})

const times = count * per
const rows = (map) => [...map].toSorted(([, a], [, b]) => b - a)
const line = ([name, time]) =>
  `| ${((100 * time) / total).toFixed(1).padStart(5)} % | ${(time / times).toFixed(1).padStart(6)} µs | ${name} |\n`
const head = (text) => `\n|   share |      each | ${text} |\n| ------: | --------: | --- |\n`
const shown = rows(byPlace).filter(([, time]) => time >= SHOWN_SHARE * total)
const rest = total - shown.reduce((sum, [, time]) => sum + time, 0)
const title = `A ${what} takes ${(total / times).toFixed(per === 1 ? 0 : 1)} µs of the main thread (average of ${times.toLocaleString('en-US')})`
process.stdout.write(
  `${title}.\n` +
    head('where') +
    shown.map(line).join('') +
    line(['everything below 1 %', rest]) +
    head('function') +
    rows(byFunction).slice(0, FUNCTIONS).map(line).join(''),
)
if (values.flame !== undefined) writeFileSync(values.flame, graph.svg(title))
