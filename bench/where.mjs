#!/usr/bin/env node
/**
 * Where the time of a request goes: npm run where -- [create | get]
 *
 * A profile of the main thread of a server that has run for a while, by the rooms of src/ (docs/flow.md), the packages, and the modules of
 * Node in which it was. What a function of Node's own in C++ takes counts for itself. On a busy machine whatever waits for a processor
 * seems to take longer: read the shares, not the microseconds.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Client } from './client.mjs'
import { COLLECTION, create, FOREIGN_SIGNER, makeRequests } from './csr.mjs'
import { inFlight } from './measure.mjs'
import { newDataDir, removeDataDir, startServer } from './server.mjs'

const COUNT = 4000
const WIDTH = 16
const SHOWN_SHARE = 0.01
const FUNCTIONS = 20

const DIST = fileURLToPath(new URL('../dist/', import.meta.url))
const WORK = {
  create: (client, requests, i) => create(client, `w-${i}`, requests[i], FOREIGN_SIGNER),
  get: (client, _requests, i) => client.call('GET', `${COLLECTION}/warm-${i % 1000}`),
}

const [what = 'create'] = process.argv.slice(2)
if (!Object.hasOwn(WORK, what)) {
  process.stderr.write(`There is no ${what}; choose of ${Object.keys(WORK).join(', ')}.\n`)
  process.exit(1)
}

/** The clock of V8's profiles, in microseconds. */
const now = () => Number(process.hrtime.bigint() / 1000n)

/** Profiles the server while it does the work; `{profile, from, to}`. */
const profiled = async () => {
  const [data, profiles] = [newDataDir(), mkdtempSync(join(tmpdir(), 'csrlab-profile-'))]
  const nodeArgs = ['--cpu-prof', '--cpu-prof-interval', '250', `--cpu-prof-dir=${profiles}`]
  const server = await startServer(data, [], undefined, nodeArgs)
  const client = new Client(server, WIDTH)
  const requests = makeRequests(2 * COUNT)
  const warm = (i) => create(client, `warm-${i}`, requests[COUNT + i], FOREIGN_SIGNER)
  await inFlight(COUNT, WIDTH, warm)
  if (what !== 'create') await inFlight(COUNT, WIDTH, (i) => WORK[what](client, requests, i))
  const from = now()
  await inFlight(COUNT, WIDTH, (i) => WORK[what](client, requests, i))
  const to = now()
  await client.close()
  await server.stop()
  // threads have profiles of their own, which are short
  const texts = readdirSync(profiles).map((name) => readFileSync(join(profiles, name), 'utf8'))
  const text = texts.toSorted((a, b) => b.length - a.length)[0]
  removeDataDir(data)
  rmSync(profiles, { recursive: true })
  return { profile: JSON.parse(text), from, to }
}

/** Of each line of a built file, the source that it is from: the build names each before its code. */
const originsOf = (file) => {
  let origin = ''
  return readFileSync(file, 'utf8')
    .split('\n')
    .map((line) => (origin = /^\/\/ ((?:src|node_modules)\/\S+)$/.exec(line)?.[1] ?? origin))
}
const origins = new Map(
  readdirSync(DIST)
    .filter((name) => name.endsWith('.cjs'))
    .map((name) => [name, originsOf(join(DIST, name))]),
)

/** `src/http/gate/bounds.ts` → `src/http/gate`, `node_modules/fastify/lib/reply.js` → `fastify`. */
const roomOf = (path) => {
  const own = /^src\/(?:(?:http|api)\/)?[^/]+/.exec(path)?.[0]
  if (own !== undefined) return own.replace(/\.ts$/, '')
  return /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? path
}

const placeOf = ({ functionName, url, lineNumber }) => {
  if (functionName === '(garbage collector)') return 'garbage'
  if (functionName === '(program)') return 'native code, no function'
  if (url === '') return `native: ${functionName}`
  if (url.startsWith('node:')) return url.replace(/^node:(internal\/)?_?([^/_]+).*$/, 'Node: $2')
  return roomOf(origins.get(basename(url))?.[lineNumber] ?? url)
}

const { profile, from, to } = await profiled()
const frames = new Map(profile.nodes.map(({ id, callFrame }) => [id, callFrame]))
const [byPlace, byFunction] = [new Map(), new Map()]
let total = 0
let at = profile.startTime
const add = (map, key, time) => map.set(key, (map.get(key) ?? 0) + time)
for (const [i, id] of profile.samples.entries()) {
  const time = profile.timeDeltas[i]
  at += time
  const frame = frames.get(id)
  if (at < from || at > to || frame.functionName === '(idle)') continue
  total += time
  const place = placeOf(frame)
  add(byPlace, place, time)
  add(byFunction, `${frame.functionName || '(no name)'}, ${place}`, time)
}

const rows = (map) => [...map].toSorted(([, a], [, b]) => b - a)
const line = ([name, time]) =>
  `| ${((100 * time) / total).toFixed(1).padStart(5)} % | ${(time / COUNT).toFixed(1).padStart(6)} µs | ${name} |\n`
const head = (text) => `\n|   share |      each | ${text} |\n| ------: | --------: | --- |\n`
const shown = rows(byPlace).filter(([, time]) => time >= SHOWN_SHARE * total)
const rest = total - shown.reduce((sum, [, time]) => sum + time, 0)
process.stdout.write(
  `A ${what} takes ${(total / COUNT).toFixed(0)} µs of the main thread, of ${COUNT} of them.\n` +
    head('where') +
    shown.map(line).join('') +
    line(['all that is below 1 %', rest]) +
    head('function') +
    rows(byFunction).slice(0, FUNCTIONS).map(line).join(''),
)
