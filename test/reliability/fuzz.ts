/**
 * Sends hostile requests to every operation of openapi.yaml, and looks at what comes back.
 *
 *   npm run fuzz:api -- 20000
 *   npm run fuzz:api -- 20000 --in-cluster
 *
 * The number is that of requests; a second one is the seed of an earlier run. Nothing may crash or hang, no bug may be answered
 * (500), every error has to be a Status or one of the texts of Go's server, and no answer may tell of the inside of the program.
 * With --in-cluster they go to one cluster of a host, half of them to one and half to the next, while another is used.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as pause } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { compileSchemas } from '../../src/apimachinery/schema/schema-compile.ts'
import { makeRequest } from '../../src/ca/x509.ts'
import { loadOpenApiDocument } from '../../src/server/openapi.ts'
import { createServer } from '../../src/server/server.ts'
import { Random } from '../fixtures/random.ts'
import { operations } from '../openapi/loaded.ts'
import { Client } from './client.ts'
import { type Fuzzed, Fuzzer, type Held } from './fuzzer.ts'
import { Bodies } from './hostile-bodies.ts'
import { rawTricks } from './hostile-bytes.ts'
import { DELETED, LISTS, storeMany } from './hostile-lists.ts'
import { HEAVY } from './hostile-sizes.ts'
import { headersOf, targetOf } from './hostile-urls.ts'
import { type InCluster, inCluster } from './in-cluster.ts'
import type { Limits } from './quota-flood.ts'

export interface Outcome {
  /** how often each code was answered */
  readonly codes: Readonly<Record<string, number>>
  /** operations that were asked */
  readonly operations: number
  /** what must not be; empty is the aim */
  readonly problems: readonly string[]
  /** the longest that others were held up, in milliseconds, and by what; the shortest of three tries */
  readonly slowest: readonly (readonly [ms: number, what: string])[]
}

export interface FuzzOptions {
  readonly requests: number
  readonly seed: number
  /** with bodies as large as they may be, and lists as long as 10,000 requests make them */
  readonly heavy: boolean
}

const SLOW_MS = 50
const TICKS_MS = 4
/** Requests between two looks at what is fuzzed. */
const BETWEEN_LOOKS = 50

/** `look`: asked now and then; what must not be, in words. */
const fuzz = async (
  fuzzed: Fuzzed,
  { requests, seed, heavy }: FuzzOptions,
  look: () => Promise<readonly string[]> = () => Promise.resolve([]),
): Promise<Outcome> => {
  const random = new Random(seed)
  const fuzzer = new Fuzzer(fuzzed)
  const pems = await Promise.all(
    (['p256', 'rsa2048', 'ed25519'] as const).map(async (keyType) => {
      const { requestPem } = await makeRequest({ commonName: 'a', organizations: ['b'], keyType })
      return Buffer.from(requestPem)
    }),
  )
  const bodies = new Bodies(random, compileSchemas(loadOpenApiDocument()), pems)
  const { clients } = fuzzed
  for (let i = 0; i < requests && fuzzer.problems.length < 10; i++) {
    // first each once, then by chance
    const [path, method, operation] = operations[i] ?? random.pick(operations)
    await fuzzer.send({
      method: random.chance(40)
        ? random.pick(['HEAD', 'OPTIONS', 'TRACE', 'PUT', 'PATCH'])
        : method.toUpperCase(),
      path: targetOf(random, path, operation),
      headers: headersOf(random),
      body: bodies.of(method, operation),
    })
    if (i % BETWEEN_LOOKS === 0) fuzzer.problems.push(...(await look()))
  }
  for (const client of clients)
    for (const trick of rawTricks(client)) await fuzzer.raw(client, trick)
  if (heavy) {
    for (const make of HEAVY) await fuzzer.send({ headers: {}, body: undefined, ...make() })
    await storeMany(clients[0]!, pems[1]!)
    for (const list of LISTS) await fuzzer.send(list)
    await fuzzer.send(DELETED)
  }
  const { codes, problems, slowest } = fuzzer
  return { codes, operations: operations.length, problems, slowest }
}

/** Against a server in this process, whose event loop is watched. */
export const fuzzAlone = async (options: FuzzOptions): Promise<Outcome> => {
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
    // the histogram counts from the first round of its timer, of a millisecond, and learns of a delay in the next
    await pause(TICKS_MS)
    const result = await task()
    await pause(TICKS_MS)
    return [delay.max / 1e6, result]
  }
  try {
    const outcome = await fuzz({ clients: [client], held, slowMs: SLOW_MS }, options)
    const problems = [...outcome.problems]
    const ready = await client.ask('GET', '/readyz')
    if (ready.code !== 200) problems.push('/readyz is not well in the end')
    if (({} as { polluted?: boolean }).polluted) problems.push('a prototype was polluted')
    return { ...outcome, problems }
  } finally {
    delay.disable()
    client.close()
    await server.close()
    rmSync(dataDir, { recursive: true, force: true })
  }
}

export interface FuzzInClusterOptions extends FuzzOptions {
  /** of each cluster that is fuzzed */
  readonly limits: Limits
  readonly report?: (line: string) => void
}

/** Against clusters of a host, by each way that leads there; others are held up as its other cluster says. */
export const fuzzInCluster = async (
  options: FuzzInClusterOptions,
): Promise<InCluster & { readonly outcomes: readonly Outcome[] }> => {
  const outcomes: Outcome[] = []
  const beside = await inCluster(async ({ ways, measured, patienceMs, beyond }) => {
    const clients = [ways.byName, ways.byPath, ways.byCredential].map((way) => new Client(way))
    const held: Held = async (task) => {
      const result = await task()
      return [Math.max(...(await measured.read()).works), result]
    }
    const outcome = await fuzz(
      { clients, held, slowMs: patienceMs },
      { ...options, requests: options.requests / 2, seed: options.seed + outcomes.length },
      beyond,
    )
    for (const client of clients) client.close()
    outcomes.push(outcome)
    return [
      ...outcome.problems,
      ...outcome.slowest
        .filter(([ms]) => ms > patienceMs)
        .map(([ms, what]) => `a request waited for ${ms.toFixed(0)} ms of work beside ${what}`),
    ]
  }, options)
  return { ...beside, outcomes }
}

const told = ({ codes, slowest }: Outcome): string =>
  [
    `codes: ${JSON.stringify(codes)}`,
    ...slowest.map(
      ([ms, what]) => `${ms.toFixed(0)} ms: ${what.replaceAll(/\s+/g, ' ').slice(0, 200)}`,
    ),
  ].join('\n')

const alone = async (options: FuzzOptions): Promise<boolean> => {
  const outcome = await fuzzAlone(options)
  console.log(told(outcome))
  for (const problem of outcome.problems) console.log(problem)
  const [longest = 0] = outcome.slowest[0] ?? []
  console.log(
    `${outcome.operations} operations, ${outcome.problems.length} problems; ` +
      `the event loop was held for ${longest.toFixed(0)} ms at most, and should be for ${SLOW_MS}`,
  )
  return outcome.problems.length === 0 && longest <= SLOW_MS
}

/** What 10,000 requests for certificates need, and a little more. */
const LIMITS = { objects: 12_000, bytes: 64 * 1024 * 1024 }

const beside = async (options: FuzzOptions): Promise<boolean> => {
  const { outcomes, problems } = await fuzzInCluster({
    ...options,
    limits: LIMITS,
    report: console.log,
  })
  for (const outcome of outcomes) console.log(told(outcome))
  for (const problem of problems) console.log(problem)
  console.log(`${problems.length} problems`)
  return problems.length === 0
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const args = process.argv.slice(2)
  const [requests = '20000', seed = String(Date.now() % 1e9)] = args.filter((a) => /^\d/.test(a))
  console.log(`${requests} requests, seed ${seed}`)
  const options = { requests: Number(requests), seed: Number(seed), heavy: true }
  const isWell = await (args.includes('--in-cluster') ? beside : alone)(options)
  process.exitCode = isWell ? 0 : 1
}
