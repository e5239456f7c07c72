/**
 * Sends hostile requests to every operation of openapi.yaml, and looks at what comes back.
 *
 *   npm run fuzz:api -- 20000
 *
 * The number is that of requests; a second one is the seed of an earlier run. Nothing may crash or hang, no bug may be answered
 * (500), every error has to be a Status or one of the texts of Go's server, and no answer may tell of the inside of the program.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type IntervalHistogram, monitorEventLoopDelay } from 'node:perf_hooks'
import type { IncomingHttpHeaders } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { compileSchemas } from '../../src/api/schema/schema-compile.ts'
import { makeRequest } from '../../src/ca/x509.ts'
import { loadOpenApiDocument } from '../../src/boot/openapi.ts'
import { createServer } from '../../src/server.ts'
import { Random } from '../fixtures/random.ts'
import { operations } from '../openapi/loaded.ts'
import { Client, type Reply } from './client.ts'
import { type Body, Bodies } from './hostile-bodies.ts'
import { rawTricks } from './hostile-bytes.ts'
import { DELETED, LISTS, storeMany } from './hostile-lists.ts'
import { HEAVY } from './hostile-sizes.ts'
import { headersOf, targetOf } from './hostile-urls.ts'

export interface Fuzzed {
  readonly requests: number
  /** how often each code was answered */
  readonly codes: Readonly<Record<string, number>>
  /** operations that were asked */
  readonly operations: number
  /** what must not be; empty is the aim */
  readonly problems: readonly string[]
  /** the longest that the event loop was held, in milliseconds, and by what; the shortest of three tries */
  readonly slowest: readonly (readonly [ms: number, what: string])[]
}

export interface FuzzOptions {
  readonly requests: number
  readonly seed: number
  /** with bodies as large as they may be, and lists as long as 10,000 requests make them */
  readonly heavy: boolean
}

interface Hostile {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Body | undefined
}

interface Received {
  readonly code: number
  readonly headers: IncomingHttpHeaders
  readonly chunks: readonly Buffer[]
}

const SLOW_MS = 50
/** So many of the slowest are told. */
const SHOWN = 30
const TICKS_MS = 4
const PATIENCE_MS = 60_000
const RAW_PATIENCE_MS = 5000

/** What must not be in any answer: a stack, a file, the name of a JavaScript error. */
const INSIDE =
  /\bat [\w.<>#]+ \(|node:internal|node_modules|file:\/\/|\/(src|dist)\/\w|\.[jt]s:\d+|TypeError|RangeError|ReferenceError|SqliteError|undefined is not|Cannot read prop/

const TEXTS = [
  /^404 page not found\n$/,
  /^400 Bad Request$/,
  /^Internal Server Error: ".*": .*\n$/s,
  /^Too many requests, please try again later\.\n$/,
  // what the handler of OpenAPI says to a form that it has not
  /^$/,
]

const BUG = 'an internal error happened while this request was served'

const problemOf = ({ code, headers, body }: Reply, head: boolean): string | undefined => {
  const text = body.toString()
  if (INSIDE.test(text)) return `tells of the inside: ${text.slice(0, 500)}`
  if (text.includes(BUG)) return 'is a bug'
  if (code < 400 || head) return undefined
  const type = headers['content-type'] ?? ''
  // kube-openapi writes the code and nothing else
  if (type === '' && text === '' && (code === 404 || code === 406)) return undefined
  if (type.startsWith('application/vnd.kubernetes.protobuf'))
    return body.subarray(0, 4).toString() === 'k8s\0' ? undefined : 'is no protobuf'
  if (type.startsWith('text/plain'))
    return TEXTS.some((known) => known.test(text)) ? undefined : `is a text: ${text.slice(0, 200)}`
  if (type.startsWith('application/yaml'))
    return /^kind: Status$/m.test(text) ? undefined : `is no Status: ${text.slice(0, 200)}`
  try {
    const status = JSON.parse(text)
    // errors of Go that are no Status are a 500 without a reason on a real server, and here; others are ours
    if (code === 500 && status.reason !== undefined) return 'is an internal error'
    if (status.kind === 'Status' && (status.code === code || status.code === undefined))
      return undefined
    return `is no Status: ${text.slice(0, 200)}`
  } catch {
    return `cannot be read: ${text.slice(0, 200)}`
  }
}

const described = ({ method, path, headers, body }: Hostile): string =>
  `${method} ${path.slice(0, 300)} ${JSON.stringify(headers).slice(0, 300)} ${
    body === undefined
      ? ''
      : `${body.type.slice(0, 60)} ${body.bytes.length} bytes: ${body.bytes.toString('latin1').slice(0, 300)}`
  }`

class Fuzzer {
  readonly codes: Record<string, number> = {}
  readonly problems: string[] = []
  readonly slowest: [number, string][] = []
  readonly #client: Client
  readonly #delay: IntervalHistogram

  constructor(client: Client) {
    this.#client = client
    this.#delay = monitorEventLoopDelay({ resolution: 1 })
    this.#delay.enable()
  }

  async send(hostile: Hostile): Promise<void> {
    let held = await this.#timed(hostile)
    // the machine may have been busy with something else
    for (let again = 0; again < 2 && held > SLOW_MS; again++)
      held = Math.min(held, await this.#timed(hostile))
    this.slowest.push([held, described(hostile)])
    this.slowest.sort(([a], [b]) => b - a).splice(SHOWN)
  }

  async #timed(hostile: Hostile): Promise<number> {
    this.#delay.reset()
    // the histogram counts from the first round of its timer, of a millisecond, and learns of a delay in the next
    await pause(TICKS_MS)
    const received = await this.#receive(hostile)
    await pause(TICKS_MS)
    const held = this.#delay.max / 1e6
    // looking at the answer takes time of its own
    if (received !== undefined) this.#judge(hostile, received)
    return held
  }

  /** The answer; undefined when there is none to judge. */
  async #receive(hostile: Hostile): Promise<Received | undefined> {
    const { method, path, body } = hostile
    const headers = {
      ...hostile.headers,
      ...(body === undefined ? {} : { 'content-type': body.type }),
    }
    const signal = AbortSignal.timeout(PATIENCE_MS)
    try {
      const message = await this.#client.open(method, path, body?.bytes, headers, { signal })
      const isWatch =
        message.headers['transfer-encoding'] === 'chunked' && message.statusCode === 200
      const chunks: Buffer[] = []
      if (isWatch) message.destroy()
      else for await (const chunk of message) chunks.push(chunk as Buffer)
      return { code: message.statusCode!, headers: message.headers, chunks }
    } catch (error) {
      const { code = '', name } = error as NodeJS.ErrnoException
      // what Node's own client does not send
      if (code === 'ERR_INVALID_CHAR' || code === 'ERR_UNESCAPED_CHARACTERS') return undefined
      if (name === 'AbortError') this.problems.push(`no answer <- ${described(hostile)}`)
      else this.problems.push(`${String(error)} <- ${described(hostile)}`)
      return undefined
    }
  }

  #judge(hostile: Hostile, { code, headers, chunks }: Received): void {
    this.codes[code] = (this.codes[code] ?? 0) + 1
    // packed answers are large and good
    if (headers['content-encoding'] === 'gzip') return
    const reply = { code, headers, body: Buffer.concat(chunks), json: undefined }
    const problem = problemOf(reply, hostile.method === 'HEAD')
    if (problem !== undefined) this.problems.push(`${code} ${problem} <- ${described(hostile)}`)
  }

  /** Writes bytes and reads status lines until the server hangs up. */
  async raw(name: string, bytes: string, answers: readonly (readonly number[])[]): Promise<void> {
    const socket = await this.#client.socket()
    socket.write(bytes, 'latin1')
    let text = ''
    socket.setEncoding('latin1').on('data', (chunk: string) => (text += chunk))
    socket.setTimeout(RAW_PATIENCE_MS, () => {
      this.problems.push(`${name}: the connection stays open`)
      socket.destroy()
    })
    await new Promise((resolve) => socket.once('close', resolve))
    const codes = [...text.matchAll(/^HTTP\/1\.1 (\d{3})/gm)].map(([, code]) => Number(code))
    if (INSIDE.test(text)) this.problems.push(`${name}: tells of the inside: ${text.slice(0, 500)}`)
    if (!answers.some((answer) => answer.join() === codes.join()))
      this.problems.push(
        `${name}: answered with ${codes.join() || 'nothing'}: ${text.slice(0, 300)}`,
      )
  }
}

export const fuzz = async ({ requests, seed, heavy }: FuzzOptions): Promise<Fuzzed> => {
  const random = new Random(seed)
  const dataDir = mkdtempSync(join(tmpdir(), 'csrlab-fuzz-'))
  const server = await createServer({ caKeyType: 'p256', hints: seed % 2 === 0, dataDir })
  const { url } = await server.listen()
  writeFileSync(join(dataDir, 'ca.crt'), server.authority.certificatePem)
  writeFileSync(join(dataDir, 'token'), server.adminToken)
  const client = new Client({ url, dataDir })
  const fuzzer = new Fuzzer(client)
  const pems = await Promise.all(
    (['p256', 'rsa2048', 'ed25519'] as const).map(async (keyType) => {
      const { requestPem } = await makeRequest({ commonName: 'a', organizations: ['b'], keyType })
      return Buffer.from(requestPem)
    }),
  )
  const bodies = new Bodies(random, compileSchemas(loadOpenApiDocument()), pems)
  try {
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
    }
    for (const { name, bytes, answers } of rawTricks(client.headers['authorization']!))
      await fuzzer.raw(name, bytes, answers)
    if (heavy) {
      for (const make of HEAVY) await fuzzer.send({ headers: {}, body: undefined, ...make() })
      await storeMany(client, pems[1]!)
      for (const list of LISTS) await fuzzer.send(list)
      await fuzzer.send(DELETED)
    }
    const ready = await client.ask('GET', '/readyz')
    if (ready.code !== 200) fuzzer.problems.push('/readyz is not well in the end')
    if (({} as { polluted?: boolean }).polluted) fuzzer.problems.push('a prototype was polluted')
  } finally {
    client.close()
    await server.close()
    rmSync(dataDir, { recursive: true, force: true })
  }
  const { codes, problems, slowest } = fuzzer
  return { requests, codes, operations: operations.length, problems, slowest }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [, , requests = '20000', seed = String(Date.now() % 1e9)] = process.argv
  console.log(`${requests} requests, seed ${seed}`)
  const result = await fuzz({ requests: Number(requests), seed: Number(seed), heavy: true })
  console.log(`codes: ${JSON.stringify(result.codes)}`)
  for (const [ms, what] of result.slowest)
    console.log(`${ms.toFixed(0)} ms: ${what.replaceAll(/\s+/g, ' ').slice(0, 200)}`)
  for (const problem of result.problems) console.log(problem)
  const [longest = 0] = result.slowest[0] ?? []
  console.log(
    `${result.operations} operations, ${result.problems.length} problems; ` +
      `the event loop was held for ${longest.toFixed(0)} ms at most, and should be for ${SLOW_MS}`,
  )
  process.exitCode = result.problems.length === 0 && longest <= SLOW_MS ? 0 : 1
}
