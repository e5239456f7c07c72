/** Recordings: what a real control plane answered, step by step. */
import { readFileSync } from 'node:fs'
import type { Mint } from './minted.ts'

export type Json = unknown

export interface RecordedRequest {
  readonly method: string
  readonly path: string
  readonly headers?: Readonly<Record<string, string | null>>
  /** sent as JSON */
  readonly body?: Json
  /** sent as it is */
  readonly raw?: string
  readonly anonymous?: boolean
  readonly token?: string
  /** where in an earlier answer the certificate stands that is shown, in base64 */
  readonly certOf?: string
  readonly keyFile?: string
  /** the client goes after so many milliseconds, and what it has read is the answer */
  readonly abortAfterMs?: number
}

/** An answer without what no two runs share: uids, times, versions, certificates' keys. */
export interface RecordedAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Json
}

/**
 * One request and its answer. In a request `{{STEP.path}}` stands for a value of an earlier answer, `{{b64:FILE}}` for a file of this
 * folder in base64, `{{repeat:x:9}}` for nine x, `{{NAME.pem}}` for a certificate that was made.
 */
export interface Step {
  readonly name: string
  readonly request: RecordedRequest
  readonly response: RecordedAnswer
  /** certificates by name that are made before the request */
  readonly mint?: Readonly<Record<string, Mint>>
  /** sent, but not compared */
  readonly setup?: boolean
  /** asked again until this path of the answer is there, 400 times or `tries` */
  readonly until?: string
  readonly tries?: number
  /** the answer is one JSON document in each line */
  readonly stream?: boolean
  /** sent while a streamed answer is open */
  readonly during?: readonly RecordedRequest[]
  /** only these paths of the answer are compared */
  readonly pick?: readonly string[]
  /** pattern and replacement: what no two answers share */
  readonly mask?: readonly (readonly [pattern: string, replacement: string])[]
}

/** The steps of a recording. */
export const readRecording = (file: URL): Step[] =>
  JSON.parse(
    readFileSync(file, 'utf8').replaceAll(/X509SHA256=[0-9a-f]{64}/g, 'X509SHA256=<hash>'),
  ) as Step[]

/** What stands at a dotted path; undefined where nothing does. */
export const valueAt = (value: Json, path: string): Json =>
  path === ''
    ? value
    : path
        .split('.')
        .reduce<Json>(
          (found, key) => (found as Record<string, Json> | null | undefined)?.[key],
          value,
        )
