/**
 * A store of very many requests: what a start takes, and what others wait for meanwhile when they are listed.
 *
 *   npm run many-objects -- 200000
 *
 * What counts is the processor time of the server, and the longest turn of its event loop that a `/readyz` waited for, which a busy
 * machine does not make longer; the clock stands beside it.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Running, serve, stop } from '../cli/process.ts'
import { Client, CSRS } from './client.ts'
import { type LongestTurn, watchLongestTurn } from './longest-turn.ts'
import { makeMany, MANY_ARGS } from './make-many.ts'
import { mb, residentOf } from './process-size.ts'
import { ProcessorTime } from './processor-time.ts'
import { csr, makeRequests } from './requests.ts'

export interface Phase {
  readonly what: string
  /** objects that came, or bytes where nobody counts them */
  readonly came: string
  /** by the clock, milliseconds */
  readonly took: number
  /** processor time of all threads of the server, milliseconds */
  readonly work: number
  /** processor time of the event loop that one `/readyz` waited for at most, milliseconds */
  readonly turn: number
  /** resident at its end, bytes */
  readonly resident: number
}

const PAGE = 500

/** How many bytes an answer has. */
const bytesOf = async (client: Client, path: string, accept: string): Promise<number> => {
  const message = await client.open('GET', path, undefined, { accept })
  if (message.statusCode !== 200) throw new Error(`${path}: ${message.statusCode}`)
  let bytes = 0
  for await (const chunk of message) bytes += (chunk as Buffer).length
  return bytes
}

const JSON_TYPE = 'application/json'
const TABLE = 'application/json;as=Table;g=meta.k8s.io;v=v1'
const PROTOBUF = 'application/vnd.kubernetes.protobuf'

/** Lists as client-go does, in pages; says how many objects came. */
const pages = async (client: Client, query = ''): Promise<number> => {
  let objects = 0
  for (let token = ''; ;) {
    const path = `${CSRS}?limit=${PAGE}${query}&continue=${encodeURIComponent(token)}`
    const { items, rows, metadata } = await client.must('GET', path)
    objects += (items ?? rows).length
    token = metadata.continue ?? ''
    if (token === '') return objects
  }
}

const PHASES: readonly (readonly [what: string, task: (client: Client) => Promise<string>])[] = [
  ['pages of 500', async (client) => `${await pages(client)} objects`],
  [
    'the first page once more',
    async (client) => mb(await bytesOf(client, `${CSRS}?limit=500`, JSON_TYPE)),
  ],
  [
    'pages of half, by label',
    async (client) => `${await pages(client, '&labelSelector=half%3D1')} objects`,
  ],
  ['one answer of all in JSON', async (client) => mb(await bytesOf(client, CSRS, JSON_TYPE))],
  ['one answer of all as Table', async (client) => mb(await bytesOf(client, CSRS, TABLE))],
  ['one answer of all in protobuf', async (client) => mb(await bytesOf(client, CSRS, PROTOBUF))],
  [
    'a watch that begins with all',
    async (client) => {
      let objects = 0
      const path = `${CSRS}?watch=true&allowWatchBookmarks=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan`
      for await (const { type } of client.watch(path)) {
        if (type === 'BOOKMARK') break
        objects++
      }
      return `${objects} objects`
    },
  ],
  [
    'one that is written, and goes',
    async (client) => {
      const [request] = await makeRequests(1)
      await client.must('POST', CSRS, csr('one-more', request!))
      await client.must('DELETE', `${CSRS}/one-more`)
      return '1 object'
    },
  ],
]

export interface ManyObjectsOptions {
  readonly count: number
  readonly report?: (phase: Phase) => void
}

export const manyObjects = async ({
  count,
  report,
}: ManyObjectsOptions): Promise<readonly Phase[]> => {
  const cwd = mkdtempSync(join(tmpdir(), 'csrlab-objects-'))
  const phases: Phase[] = []
  let server: Running | undefined
  let longest: LongestTurn | undefined
  try {
    await makeMany(cwd, count)

    const began = performance.now()
    server = await serve(MANY_ARGS, { cwd })
    const { pid } = server.process
    const time = new ProcessorTime(pid!)
    const note = (phase: Omit<Phase, 'resident'>): void => {
      phases.push({ ...phase, resident: residentOf(pid!) })
      report?.(phases.at(-1)!)
    }
    const work = time.read()
    note({ what: 'start', came: '', took: performance.now() - began, work, turn: 0 })
    longest = await watchLongestTurn(server, pid!)
    const client = new Client(server, { connections: 1 })
    for (const [what, task] of PHASES) {
      await longest.read()
      const [since, before] = [performance.now(), time.read()]
      // such as one answer of all that takes more than the minute of a request
      const came = await task(client).catch(String)
      const took = performance.now() - since
      note({ what, came, took, work: time.read() - before, turn: await longest.read() })
    }
    client.close()
  } finally {
    await longest?.end()
    if (server !== undefined) await stop(server)
    rmSync(cwd, { recursive: true, force: true })
  }
  return phases
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const count = Number(process.argv[2] ?? 200_000)
  const phases = await manyObjects({
    count,
    report: ({ what, came, took, work, turn, resident }) =>
      console.log(
        `${what}: ${came} ${(took / 1000).toFixed(1)} s, work ${(work / 1000).toFixed(2)} s, longest turn ${turn.toFixed(0)} ms, ${mb(resident)}`,
      ),
  })
  const worst = Math.max(...phases.map(({ turn }) => turn))
  console.log(`${count} objects, the longest turn ${worst.toFixed(0)} ms of processor time`)
  process.exitCode = worst > 100 ? 1 : 0
}
