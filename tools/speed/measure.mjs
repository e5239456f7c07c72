/** Measures a control plane over HTTP/1.1, with the load generator of `bench/`. */
import { Client } from '../../bench/client.mjs'
import {
  approve,
  COLLECTION,
  create,
  FOREIGN_SIGNER,
  makeRequests,
  watchIssued,
} from '../../bench/csr.mjs'
import { inFlight, median } from '../../bench/measure.mjs'

const WIDTH = 16
const ROUNDS = 3
const WATCHERS = 200
const EVENTS = 100
/** number of flows for which processor time is told */
const CPU_FOR = 800
const ADDED = Buffer.from('"type":"ADDED"')

/** All latencies are in milliseconds. `cpuMs()` of the server: see {@link measure}. */
const timed = async (server, work) => {
  const [begun, before] = [performance.now(), server.cpuMs()]
  await work()
  const after = server.cpuMs()
  const cpu = before === undefined || after === undefined ? undefined : after - before
  return { seconds: (performance.now() - begun) / 1000, cpu }
}

/** The flow for `requests`: create all, approve all, wait for all certificates, get all. */
const flow = async (server, client, requests, prefix) => {
  const { length } = requests
  const nameOf = (i) => `${prefix}-${i}`
  const each = (work) => timed(server, () => inFlight(length, WIDTH, work))
  const created = await each((i) => create(client, nameOf(i), requests[i]))
  const issued = new Set()
  let allIssued
  const done = new Promise((resolve) => (allIssued = resolve))
  const stop = await watchIssued(client, (name) => {
    if (name.startsWith(`${prefix}-`)) issued.add(name)
    if (issued.size === length) allIssued()
  })
  let approved
  const signed = await timed(server, async () => {
    approved = await each((i) => approve(client, nameOf(i)))
    await done
  })
  stop()
  const got = await each((i) => client.call('GET', `${COLLECTION}/${nameOf(i)}`))
  const cpus = [created, signed, got].map(({ cpu }) => cpu)
  return {
    create: length / created.seconds,
    approve: length / approved.seconds,
    issue: length / signed.seconds,
    get: length / got.seconds,
    cpu: cpus.includes(undefined)
      ? undefined
      : (cpus.reduce((sum, cpu) => sum + cpu) * CPU_FOR) / length,
  }
}

const certificates = async (client, requests, prefix) => {
  const waiting = new Map()
  const stop = await watchIssued(client, (name) => waiting.get(name)?.())
  const { p50 } = await inFlight(requests.length, 1, async (i) => {
    const name = `${prefix}-${i}`
    const seen = new Promise((resolve) => waiting.set(name, resolve))
    await create(client, name, requests[i])
    await approve(client, name)
    await seen
  })
  stop()
  return p50
}

const fanOut = async (server, client, requests, prefix) => {
  const { body } = await client.call('GET', `${COLLECTION}?limit=1`)
  const [, revision] = /"resourceVersion":"(\d+)"/.exec(body)
  const wanted = WATCHERS * requests.length
  let events = 0
  let all
  const done = new Promise((resolve) => (all = resolve))
  const path = `${COLLECTION}?watch=true&timeoutSeconds=600&resourceVersion=${revision}`
  const count = (chunk) => {
    for (let at = chunk.indexOf(ADDED); at >= 0; at = chunk.indexOf(ADDED, at + 1)) events++
    if (events >= wanted) all()
  }
  const stops = []
  for (let i = 0; i < WATCHERS; i++) stops.push(await client.watch(path, count))
  const { seconds, cpu } = await timed(server, async () => {
    const make = (i) => create(client, `${prefix}-${i}`, requests[i], FOREIGN_SIGNER)
    await inFlight(requests.length, WIDTH, make)
    await done
  })
  for (const stop of stops) stop()
  return { events: wanted / seconds, eventsCpu: cpu }
}

const middle = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]

/**
 * Resolves with the figures of `server` (`{url, ca, cert, key, cpuMs()}`, where `cpuMs()` returns
 * the processor time of its processes, or undefined): `create`, `approve`, `issue`, `get` and
 * `events` per second, `list` and `certificate` in ms (median), `cpu` and `eventsCpu` in ms of
 * processor time. `count`: CSRs of each of three rounds, 250 or more, after a round of warm-up.
 */
export const measure = async (server, count) => {
  const client = new Client(server, WIDTH)
  const requests = makeRequests(count)
  const run = Date.now().toString(36)
  await flow(server, client, requests, `${run}-warm`)
  const rounds = []
  for (let i = 0; i < ROUNDS; i++) rounds.push(await flow(server, client, requests, `${run}-${i}`))
  const flows = Object.fromEntries(
    Object.keys(rounds[0]).map((name) => [name, middle(rounds.map((round) => round[name]))]),
  )
  const list = await median(9, () => client.call('GET', `${COLLECTION}?limit=1000`))
  const few = requests.slice(0, EVENTS)
  const certificate = await certificates(client, few, `${run}-one`)
  const events = await fanOut(server, client, few, `${run}-event`)
  await client.close()
  return { ...flows, list, certificate, ...events }
}
