/**
 * Sends hostile texts through every way into the server, ever longer, and looks whether the work grows faster than the text.
 *
 *   npm run growth                 every text through every way
 *   npm run growth -- image        through those that have this in their name
 *   npm run growth -- --in-cluster into clusters of a host, while another one is used
 *
 * Work is processor time in the server, so that a busy machine counts little. What seems to grow is looked at again in the end, with twice
 * the text: true growth shows all the more, and what a collection of garbage made of it is gone.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { compileSchemas } from '../../src/apimachinery/schema/schema-compile.ts'
import { loadOpenApiDocument } from '../../src/server/openapi.ts'
import { type Running, serve, stop } from '../cli/process.ts'
import { bodyChannels, MAP_NAME } from './channels/bodies.ts'
import type { Channel } from './channels/channel.ts'
import { clusterChannels } from './channels/clusters.ts'
import { derChannels } from './channels/der.ts'
import { fieldChannels } from './channels/fields.ts'
import { requestChannels } from './channels/request.ts'
import { http1, http2, plain, type Transport } from './channels/transports.ts'
import { Client, CONFIG_MAPS } from './client.ts'
import { growthOf } from './growth-judge.ts'
import { TEXTS, type Text } from './hostile-texts.ts'
import { type InCluster, inCluster } from './in-cluster.ts'
import { ProcessorTime } from './processor-time.ts'
import { csr, makeRequests } from './requests.ts'

export interface GrowthOptions {
  /** one text more for those ways that a short run goes, or all texts through all */
  readonly short: boolean
  /** when to give up, where so much is at work that nothing gets on */
  readonly seconds?: number
  /** only ways with this in their name */
  readonly only?: string
  /** one in so many of them, beginning with `first` */
  readonly every?: number
  readonly first?: number
  readonly report?: (line: string) => void
}

export interface Grown {
  readonly channels: number
  /** how many of them were tried; all, unless it took too long */
  readonly tried: number
  readonly measured: number
  /** what grows too fast; empty is the aim */
  readonly problems: readonly string[]
}

/** What grows by the square takes seconds for so much already. */
const SHORT_LENGTH = 64 * 1024

/** A short run tries each way with one of its texts, every other way with the medley, and all texts get their turn. */
const textsOf = (
  { texts = TEXTS, likely }: Channel,
  at: number,
  isShort: boolean,
): readonly Text[] => {
  if (!isShort) return texts
  if (likely === undefined && at % 2 === 0) return [texts[0]!]
  const choice = likely ?? texts
  return [choice[at % choice.length]!]
}

/** What texts are sent to. */
interface Ground {
  readonly server: Running
  readonly client: Client
  readonly ways: readonly Transport[]
  /** beside those of every server */
  readonly more?: readonly Channel[]
  /** Hears of each text as soon as the work for it is known; what else is wrong, in words. `again`: sends it once more. */
  readonly look?: (name: string, again: () => Promise<void>) => Promise<readonly string[]>
}

const channelsOf = async ({ client, ways, more = [] }: Ground): Promise<Channel[]> => {
  const [request] = await makeRequests(1)
  const spec = Reflect.get(csr('growth', request!), 'spec')
  const schemas = compileSchemas(loadOpenApiDocument())
  return [
    ...more,
    ...ways.flatMap(requestChannels),
    ...bodyChannels(client),
    ...derChannels(client),
    ...fieldChannels(client, schemas, { CertificateSigningRequest: { spec } }),
  ]
}

/** Ends with what the server says of itself, unless that has ended. */
const grow = async (
  ground: Ground,
  { short, only = '', seconds = Infinity, every = 1, first = 0, report }: GrowthOptions,
): Promise<Grown> => {
  const { server, client } = ground
  const time = new ProcessorTime(server.process.pid!)
  const channels = (await channelsOf(ground))
    .filter((channel) => channel.name.includes(only) && (channel.short || !short))
    .filter((_, i) => i % every === first)
  const problems: string[] = []
  const suspects: (() => Promise<void>)[] = []
  let measured = 0
  let tried = 0
  const end = performance.now() + seconds * 1000
  await client.must('POST', CONFIG_MAPS, { metadata: { name: MAP_NAME }, data: { a: 'b' } })
  for (const [at, channel] of channels.entries()) {
    if (performance.now() > end) break
    tried++
    for (const text of textsOf(channel, at, short)) {
      const measure = async (length: number): Promise<number> => {
        const hostile = text(length)
        const before = await time.atRest()
        await channel.send(hostile)
        return (await time.atRest()) - before
      }
      measured++
      const longest = short ? Math.min(channel.longest, SHORT_LENGTH) : channel.longest
      const suspect = (await growthOf(measure, longest).catch(String)) !== undefined
      const again = (): Promise<void> => channel.send(text(longest))
      problems.push(...((await ground.look?.(channel.name, again)) ?? []))
      if (!suspect) continue
      suspects.push(async () => {
        const problem = await growthOf(measure, Math.min(channel.longest, 2 * longest)).catch(
          String,
        )
        if (problem === undefined) return
        problems.push(`${channel.name} of ${JSON.stringify(text(32))}: ${problem.slice(0, 300)}`)
        report?.(problems.at(-1)!)
      })
    }
    const { exitCode, signalCode } = server.process
    if (exitCode !== null || signalCode !== null) {
      problems.push(`the server has ended with ${signalCode ?? exitCode}`)
      break
    }
    if ((at + 1) % 100 === 0) report?.(`${at + 1} of ${channels.length}`)
  }
  for (const judge of suspects) await judge()
  return { channels: channels.length, tried, measured, problems }
}

/** Against a server of its own, by all its ports. */
export const growAlone = async (options: GrowthOptions): Promise<Grown> => {
  const cwd = mkdtempSync(join(tmpdir(), 'csrlab-growth-'))
  const flags = '--port 0 --insecure-port 0 --log-level silent --audit-log audit.log'
  const server = await serve(flags.split(' '), { cwd })
  const plainPort = Number(/http:\/\/127\.0\.0\.1:(\d+)/.exec(server.stdout())![1])
  const client = new Client(server, { connections: 1 })
  const ways = [http1(client), http2(client), plain(client, plainPort)]
  try {
    return await grow({ server, client, ways }, options)
  } finally {
    ways.forEach((way) => way.close())
    client.close()
    await stop(server)
    rmSync(cwd, { recursive: true, force: true })
  }
}

/** What every cluster may hold where nobody says otherwise. */
const LIMITS = { objects: 10_000, bytes: 64 * 1024 * 1024 }

/**
 * Against two clusters of a host, one after the other, each by half of the ways into it: the work for a text is measured while the other
 * cluster is left alone, and then the text is sent once more while that one is used.
 */
export const growInCluster = async (
  options: GrowthOptions,
): Promise<InCluster & { readonly grown: readonly Grown[] }> => {
  const grown: Grown[] = []
  const { every = 1, seconds = Infinity } = options
  const beside = await inCluster(
    async ({ server, ways, measured, patienceMs, beyond }) => {
      const { byName, byPath, byToken } = ways
      const clients = [{ ...byToken, prefix: byPath.prefix! }, byName, byToken].map(
        (way) => new Client(way, { connections: 1 }),
      )
      const [led, named, tokened] = clients as [Client, Client, Client]
      const transports = [http1(led), http2(named), http1(tokened)]
      const look = async (name: string, again: () => Promise<void>): Promise<string[]> => {
        await measured.read()
        await again().catch(() => undefined)
        const { works } = await measured.pause()
        const longest = Math.max(...works)
        return [
          ...(longest > patienceMs
            ? [`beside ${name} another cluster waited for ${longest.toFixed(0)} ms of work`]
            : []),
          ...(await beyond()),
        ]
      }
      await measured.pause()
      const more = clusterChannels(tokened)
      const ground = { server, client: led, ways: transports, more, look }
      const half = { every: 2 * every, first: grown.length, seconds: seconds / 2 }
      grown.push(await grow(ground, { ...options, ...half }))
      for (const way of transports) way.close()
      for (const client of clients) client.close()
      return grown.at(-1)!.problems
    },
    { limits: LIMITS, ...(options.report && { report: options.report }) },
  )
  return { ...beside, grown }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const args = process.argv.slice(2)
  const only = args.find((argument) => !argument.startsWith('--'))
  const options = {
    short: process.env['SHORT'] !== undefined,
    ...(only === undefined ? {} : { only }),
    report: console.log,
  }
  const isInCluster = args.includes('--in-cluster')
  const { grown, problems } = isInCluster
    ? await growInCluster(options)
    : await growAlone(options).then((alone) => ({ grown: [alone], problems: alone.problems }))
  for (const problem of problems) console.log(problem)
  for (const { channels, measured } of grown)
    console.log(`${measured} texts through ${channels} ways`)
  process.exitCode = problems.length === 0 ? 0 : 1
}
