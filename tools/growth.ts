/**
 * Sends short and long hostile texts through every header, path and field, and checks that the work
 * grows no faster than the text.
 *
 *   npm run tool -- growth [PART OF A NAME]
 *
 * The argument selects channels into the server. Work is measured as the server's processor time,
 * which depends little on other load. Suspects are measured again at the end, with up to twice the
 * text: more text makes true growth more visible, but not garbage collections.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { compileSchemas } from '../src/apimachinery/schema/schema-compile.ts'
import { loadOpenApiDocument } from '../src/server/openapi.ts'
import { type Running, serve, stop } from '../test/fixtures/process.ts'
import { bodyChannels, MAP_NAME } from './growth/channels/bodies.ts'
import type { Channel } from './growth/channels/channel.ts'
import { derChannels } from './growth/channels/der.ts'
import { fieldChannels } from './growth/channels/fields.ts'
import { requestChannels } from './growth/channels/request.ts'
import { http1, http2, plain, type Transport } from './growth/channels/transports.ts'
import { Client, CONFIG_MAPS } from './kit/client.ts'
import { growthOf } from './growth/judge.ts'
import { TEXTS, type Text } from './growth/hostile-texts.ts'
import { report } from './kit/running.ts'
import { ProcessorTime } from './kit/processor-time.ts'
import { csr, makeRequests } from './kit/requests.ts'

export interface GrowthOptions {
  /** whether to try one text for each short channel, instead of all texts for all channels */
  readonly short: boolean
  /** time limit, for overloaded machines */
  readonly seconds?: number
  /** selects channels by a part of their name */
  readonly only?: string
  readonly log?: (line: string) => void
}

export interface Grown {
  readonly channels: number
  /** number of tried channels; fewer than all if time ran out */
  readonly tried: number
  /** number of tried texts */
  readonly measured: number
  /** violations; should be empty */
  readonly problems: readonly string[]
}

/** Longest text of a short run; quadratic work takes seconds for it. */
const SHORT_LENGTH = 64 * 1024

/**
 * A short run tries one text for each channel: every second channel without likely texts gets
 * the first text, the others each text in turn, so that all texts are used.
 */
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

interface Ground {
  readonly server: Running
  readonly client: Client
  readonly ways: readonly Transport[]
}

const channelsOf = async ({ client, ways }: Ground): Promise<Channel[]> => {
  const [request] = await makeRequests(1)
  const spec = Reflect.get(csr('growth', request!), 'spec')
  const schemas = compileSchemas(loadOpenApiDocument())
  return [
    ...ways.flatMap(requestChannels),
    ...bodyChannels(client),
    ...derChannels(client),
    ...fieldChannels(client, schemas, { CertificateSigningRequest: { spec } }),
  ]
}

const grow = async (
  ground: Ground,
  { short, only = '', seconds = Infinity, log }: GrowthOptions,
): Promise<Grown> => {
  const { server, client } = ground
  const time = new ProcessorTime(server.process.pid!)
  const channels = (await channelsOf(ground)).filter(
    (channel) => channel.name.includes(only) && (channel.short || !short),
  )
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
      if (!suspect) continue
      suspects.push(async () => {
        const problem = await growthOf(measure, Math.min(channel.longest, 2 * longest)).catch(
          String,
        )
        if (problem === undefined) return
        problems.push(`${channel.name} of ${JSON.stringify(text(32))}: ${problem.slice(0, 300)}`)
        log?.(problems.at(-1)!)
      })
    }
    const { exitCode, signalCode } = server.process
    if (exitCode !== null || signalCode !== null) {
      problems.push(`the server has ended with ${signalCode ?? exitCode}`)
      break
    }
    if ((at + 1) % 100 === 0) log?.(`${at + 1} of ${channels.length}`)
  }
  for (const judge of suspects) await judge()
  return { channels: channels.length, tried, measured, problems }
}

export const growth = async (options: GrowthOptions): Promise<Grown> => {
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

export const main = async (): Promise<boolean> => {
  const [only = ''] = process.argv.slice(2)
  const { channels, measured, problems } = await growth({ short: false, only, log: console.log })
  console.log(`${measured} texts through ${channels} channels`)
  return report(problems)
}
