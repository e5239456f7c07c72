/**
 * What a start and single requests cost with ever more objects in the store.
 *
 *   npm run curves -- 1000 10000 100000 200000 [--svg FILE]
 *
 * Figures are processor time of all threads of the server, which a busy machine stretches less than the clock; each is the least of
 * several turns, after one that warms up. `--svg` draws them.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Running, serve, stop } from '../cli/process.ts'
import { Client, CSRS } from './client.ts'
import { drawCurves } from './curves-svg.ts'
import { makeMany, MANY_ARGS } from './make-many.ts'
import { residentOf } from './process-size.ts'
import { ProcessorTime } from './processor-time.ts'
import { csr, makeRequests } from './requests.ts'

/** A figure at each number of objects. */
export interface Curve {
  readonly name: string
  readonly unit: string
  readonly values: number[]
  /** whether it is of all objects, each of which has a share in it */
  readonly isOfAll: boolean
}

const TURNS = 4
const PAGE = 500
const CHANGES = 500

interface Side {
  readonly client: Client
  readonly count: number
  /** certificate requests, each of which is taken once */
  readonly requests: string[]
  /** the newest when the server started */
  readonly revision: number
}

/** What one turn does, and how many times. */
interface Work {
  readonly name: string
  readonly unit: string
  readonly times: number
  /** milliseconds to units */
  readonly scale: number
  turn(side: Side): Promise<void>
}

const inOrder = async (times: number, each: (i: number) => Promise<unknown>): Promise<void> => {
  for (let i = 0; i < times; i++) await each(i)
}

/** Goes on from page to page, so the turn begins where the one before would have ended. */
const somePages = async (client: Client, times: number): Promise<void> => {
  let token = ''
  await inOrder(times, async () => {
    const path = `${CSRS}?limit=${PAGE}&continue=${encodeURIComponent(token)}`
    const { items, metadata } = await client.must('GET', path)
    if (items.length === 0) throw new Error(`${path}: nothing`)
    // of few objects there are few pages
    token = metadata.continue ?? ''
  })
}

const PAGES = 4
const WRITES = 50
const READS = 200

const WORKS: readonly Work[] = [
  {
    name: 'create',
    unit: 'ms',
    times: WRITES,
    scale: 1,
    turn: ({ client, requests }) =>
      inOrder(WRITES, () => {
        const request = requests.pop()!
        return client.must('POST', CSRS, csr(`curve-${requests.length}`, request))
      }),
  },
  {
    name: 'get',
    unit: 'ms',
    times: READS,
    scale: 1,
    // all over the store
    turn: ({ client, count }) =>
      inOrder(READS, (i) => client.must('GET', `${CSRS}/many-${Math.floor((i * count) / READS)}`)),
  },
  {
    name: `a page of ${PAGE}, with continue`,
    unit: 'ms',
    times: PAGES,
    scale: 1,
    turn: ({ client }) => somePages(client, PAGES),
  },
  {
    name: 'an event of a watch from before the start',
    unit: 'µs',
    times: CHANGES,
    scale: 1000,
    turn: async ({ client, revision }) => {
      let left = CHANGES
      const path = `${CSRS}?watch=true&resourceVersion=${revision - CHANGES}`
      for await (const { type, object } of client.watch(path)) {
        if (type === 'ERROR') throw new Error(object.message)
        left -= 1
        if (left === 0) break
      }
    },
  },
]

const LOOK_MS = 500
const IDLE_SHARE = 0.05
const MAX_LOOKS = 600

/** Resolves once the server has done what it begins by itself: controllers look at every object. */
const untilIdle = async (time: ProcessorTime): Promise<void> => {
  let before = time.read()
  for (let looks = 0; looks < MAX_LOOKS; looks++) {
    await sleep(LOOK_MS)
    const spent = time.read() - before
    if (spent < IDLE_SHARE * LOOK_MS) return
    before += spent
  }
  throw new Error(`after ${(LOOK_MS * MAX_LOOKS) / 1000} s the server is not idle`)
}

/** Of a server on so many objects: start, what follows it (ms), memory then (MB), and a figure for each of {@link WORKS}. */
const figuresOf = async (cwd: string, count: number): Promise<readonly number[]> => {
  await makeMany(cwd, count)
  const requests = await makeRequests((TURNS + 1) * WRITES)
  let server: Running | undefined
  let client: Client | undefined
  try {
    server = await serve(MANY_ARGS, { cwd })
    const pid = server.process.pid!
    const time = new ProcessorTime(pid)
    const started = time.read()
    await untilIdle(time)
    const [followed, resident] = [time.read() - started, residentOf(pid) / 2 ** 20]
    client = new Client(server, { connections: 1 })
    const { metadata } = await client.must('GET', `${CSRS}?limit=1`)
    const side = { client, count, requests, revision: Number(metadata.resourceVersion) }
    const figures = [started, followed, resident]
    for (const work of WORKS) {
      const { times, scale } = work
      const costs: number[] = []
      for (let i = 0; i <= TURNS; i++) {
        const before = time.read()
        await work.turn(side)
        if (i > 0) costs.push(((time.read() - before) / times) * scale)
      }
      figures.push(Math.min(...costs))
    }
    return figures
  } finally {
    client?.close()
    if (server !== undefined) await stop(server)
  }
}

export interface CurvesOptions {
  readonly counts: readonly number[]
  /** is told of every number of objects, as it is done */
  readonly report?: (count: number, figures: readonly number[]) => void
}

export const curves = async ({ counts, report }: CurvesOptions): Promise<readonly Curve[]> => {
  const drawn: Curve[] = [
    { name: 'start', unit: 'ms', values: [], isOfAll: true },
    { name: 'what it goes on with', unit: 'ms', values: [], isOfAll: true },
    { name: 'memory after it', unit: 'MB', values: [], isOfAll: true },
    ...WORKS.map(({ name, unit }) => ({ name, unit, values: [], isOfAll: false })),
  ]
  for (const count of counts) {
    const cwd = mkdtempSync(join(tmpdir(), 'csrlab-curves-'))
    try {
      const figures = await figuresOf(cwd, count)
      report?.(count, figures)
      for (const [i, { values }] of drawn.entries()) values.push(figures[i]!)
    } finally {
      rmSync(cwd, { recursive: true, force: true })
    }
  }
  return drawn
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { svg: { type: 'string' } },
  })
  const counts = positionals.map(Number)
  if (counts.length === 0 || counts.some((count) => !(count >= CHANGES))) {
    console.error(`Say with how many objects, ${CHANGES} or more: npm run curves -- 1000 10000`)
    process.exit(1)
  }
  const found = await curves({
    counts,
    report: (count, figures) =>
      console.log(`${count} objects: ${figures.map((figure) => figure.toFixed(2)).join(' ')}`),
  })
  for (const { name, unit, values: each } of found)
    console.log(`| ${name}, ${unit} | ${each.map((value) => value.toPrecision(3)).join(' | ')} |`)
  if (values.svg !== undefined) writeFileSync(values.svg, drawCurves(counts, found))
}
