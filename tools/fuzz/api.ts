/**
 * Sends recorded requests with random changes, a request to each operation of openapi.yaml, broken
 * HTTP, and requests of maximum size. Nothing may crash or hang, no response may be an internal
 * error or reveal stacks or file paths, and every error must be a Status or a text of Go's server.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as pause } from 'node:timers/promises'
import { makeRequest } from '../../src/ca/new-request.ts'
import { createServer } from '../../src/server/server.ts'
import { Random } from '../kit/random.ts'
import { operations } from '../../test/openapi/loaded.ts'
import { report } from '../kit/running.ts'
import { Client } from '../kit/client.ts'
import { Fuzzer, type Held } from './fuzzer.ts'
import { rawTricks } from './hostile-bytes.ts'
import { DELETED, LISTS, storeMany } from './hostile-lists.ts'
import { heavy as heavyRequests } from './hostile-sizes.ts'
import { Recorded } from './recorded.ts'

export interface Outcome {
  readonly codes: Readonly<Record<string, number>>
  /** violations; should be empty */
  readonly problems: readonly string[]
  /** requests that blocked the event loop longest; `ms` is the minimum of up to three tries */
  readonly slowest: readonly (readonly [ms: number, what: string])[]
}

export interface FuzzOptions {
  readonly requests: number
  readonly seed: number
  /** includes bodies of maximum size, and lists of 10,000 CSRs */
  readonly heavy: boolean
}

const SLOW_MS = 50
const TICKS_MS = 4

const sendAll = async (
  fuzzer: Fuzzer,
  client: Client,
  { requests, seed, heavy }: FuzzOptions,
): Promise<void> => {
  const recorded = new Recorded(new Random(seed), 'v1.36')
  for (let i = 0; i < requests && fuzzer.problems.length < 10; i++)
    recorded.answered(await fuzzer.send(recorded.next()))
  for (const [path, method] of operations)
    await fuzzer.send({
      method: method.toUpperCase(),
      path: path.replaceAll(/\{\w+\}/g, 'a'),
      body: method === 'get' ? undefined : '{}',
    })
  for (const trick of rawTricks(client)) await fuzzer.raw(trick)
  if (heavy) {
    for (const request of heavyRequests()) await fuzzer.send(request)
    await storeMany(client, (await makeRequest({ commonName: 'a', organizations: [] })).requestPem)
    for (const list of LISTS) await fuzzer.send(list)
    await fuzzer.send(DELETED)
  }
}

export const fuzzApi = async (options: FuzzOptions): Promise<Outcome> => {
  const dataDir = mkdtempSync(join(tmpdir(), 'csrlab-fuzz-'))
  const server = await createServer({ caKeyType: 'p256', hints: options.seed % 2 === 0, dataDir })
  const { url } = await server.listen()
  writeFileSync(join(dataDir, 'ca.crt'), server.authority.certificatePem)
  writeFileSync(join(dataDir, 'token'), server.adminToken)
  const client = new Client({ url, dataDir })
  const delay = monitorEventLoopDelay({ resolution: 1 })
  delay.enable()
  const held: Held = async (task) => {
    delay.reset()
    // each millisecond, a tick of the histogram's timer records the delay since the previous tick;
    // the pauses ensure a tick before the task and one after it
    await pause(TICKS_MS)
    const result = await task()
    await pause(TICKS_MS)
    return [delay.max / 1e6, result]
  }
  try {
    const fuzzer = new Fuzzer(client, held, SLOW_MS)
    await sendAll(fuzzer, client, options)
    const { codes, problems, slowest } = fuzzer
    const ready = await client.ask('GET', '/readyz')
    if (ready.code !== 200) problems.push('/readyz fails at the end')
    if (({} as { polluted?: boolean }).polluted) problems.push('a prototype was polluted')
    return { codes, problems, slowest }
  } finally {
    delay.disable()
    client.close()
    await server.close()
    rmSync(dataDir, { recursive: true, force: true })
  }
}

export const main = async (requests: number, seed: number): Promise<boolean> => {
  const outcome = await fuzzApi({ requests, seed, heavy: true })
  console.log(`codes: ${JSON.stringify(outcome.codes)}`)
  for (const [ms, what] of outcome.slowest)
    console.log(`${ms.toFixed(0)} ms: ${what.replaceAll(/\s+/g, ' ').slice(0, 200)}`)
  const [longest = 0] = outcome.slowest[0] ?? []
  console.log(`longest block of the event loop: ${longest.toFixed(0)} ms; limit: ${SLOW_MS} ms`)
  return report(outcome.problems) && longest <= SLOW_MS
}
