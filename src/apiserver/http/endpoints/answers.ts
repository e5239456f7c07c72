import { internalError } from '../../../apimachinery/status.ts'
import { prettyJson } from '../../../apimachinery/text/json.ts'
import type { Answer } from '../answer/answer.ts'
import type { EndpointParts } from './parts.ts'
import { METRICS_TYPE } from '../metrics/registries.ts'

/** Indented JSON, whatever the Accept header says. */
export const jsonAnswer = (body: object): Answer => ({
  code: 200,
  contentType: 'application/json',
  body: Buffer.from(prettyJson(body)),
})

/** Compact JSON, which clients may cache for an hour. */
export const openIdAnswer = (contentType: string, document: object): Answer => ({
  code: 200,
  contentType,
  body: Buffer.from(JSON.stringify(document)),
  headers: { 'cache-control': 'public, max-age=3600' },
})

/** `started`: start of the server, milliseconds since the epoch. */
export const figures = async (
  registry: EndpointParts['slis'],
  started: number,
): Promise<Answer> => ({
  code: 200,
  contentType: METRICS_TYPE,
  headers: { 'process-start-time-unix': String(Math.floor(started / 1000)) },
  body: Buffer.from(await registry.text()),
})

/** Answers with the name of the backup, which stays on the server's disk. */
export const backupAnswer = async (backup: () => Promise<string>): Promise<Answer> => {
  try {
    return jsonAnswer({ file: await backup() })
  } catch (error) {
    throw internalError(error instanceof Error ? error.message : String(error))
  }
}
