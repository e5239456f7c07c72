/**
 * Sends hostile texts through every way into the server, ever longer, and looks whether the work grows faster than the text.
 *
 *   npm run growth                 every text through every way
 *   npm run growth -- image        through those that have this in their name
 *
 * Work is processor time in the server, so that a busy machine counts little. What seems to grow is looked at again in the end, with twice
 * the text: true growth shows all the more, and what a collection of garbage made of it is gone.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { compileSchemas } from '../../src/api/schema/schema-compile.ts'
import { loadOpenApiDocument } from '../../src/boot/openapi.ts'
import { serve, stop } from '../cli/process.ts'
import { bodyChannels, MAP_NAME } from './channels/bodies.ts'
import type { Channel } from './channels/channel.ts'
import { derChannels } from './channels/der.ts'
import { fieldChannels } from './channels/fields.ts'
import { requestChannels } from './channels/request.ts'
import { transports } from './channels/transports.ts'
import { Client, CONFIG_MAPS } from './client.ts'
import { growthOf } from './growth-judge.ts'
import { TEXTS, type Text } from './hostile-texts.ts'
import { ProcessorTime } from './processor-time.ts'
import { csr, makeRequests } from './requests.ts'

export interface GrowthOptions {
  /** one text more for those ways that a short run goes, or all texts through all */
  readonly short: boolean
  /** when to give up, where so much is at work that nothing gets on */
  readonly seconds?: number
  /** only ways with this in their name */
  readonly only?: string
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

export const grow = async ({
  short,
  only = '',
  seconds = Infinity,
  report,
}: GrowthOptions): Promise<Grown> => {
  const cwd = mkdtempSync(join(tmpdir(), 'csrlab-growth-'))
  const options = '--port 0 --insecure-port 0 --log-level silent --audit-log audit.log'
  const server = await serve(options.split(' '), { cwd })
  const plainPort = Number(/http:\/\/127\.0\.0\.1:(\d+)/.exec(server.stdout())![1])
  const time = new ProcessorTime(server.process.pid!)
  const client = new Client(server, { connections: 1 })
  const ways = transports(client, plainPort)
  const [request] = await makeRequests(1)
  const spec = Reflect.get(csr('growth', request!), 'spec')
  const schemas = compileSchemas(loadOpenApiDocument())
  const channels = [
    ...ways.flatMap(requestChannels),
    ...bodyChannels(client),
    ...derChannels(client),
    ...fieldChannels(client, schemas, { CertificateSigningRequest: { spec } }),
  ].filter((channel) => channel.name.includes(only) && (channel.short || !short))
  const problems: string[] = []
  const suspects: (() => Promise<void>)[] = []
  let measured = 0
  let tried = 0
  const end = performance.now() + seconds * 1000
  try {
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
        if ((await growthOf(measure, longest).catch(String)) === undefined) continue
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
  } finally {
    ways.forEach((way) => way.close())
    client.close()
    await stop(server)
    rmSync(cwd, { recursive: true, force: true })
  }
  return { channels: channels.length, tried, measured, problems }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const only = process.argv[2]
  const { channels, measured, problems } = await grow({
    short: process.env['SHORT'] !== undefined,
    ...(only === undefined ? {} : { only }),
    report: console.log,
  })
  console.log(`${measured} texts through ${channels} ways`)
  process.exitCode = problems.length === 0 ? 0 : 1
}
