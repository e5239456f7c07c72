/** Recordings: responses of a real control plane, step by step. */
import { readFileSync } from 'node:fs'
import type { Mint } from './minted.ts'

export type Json = unknown

export interface RecordedRequest {
  readonly method: string
  readonly path: string
  readonly headers?: Readonly<Record<string, string | null>>
  /** sent as JSON */
  readonly body?: Json
  /** sent unchanged */
  readonly raw?: string
  readonly anonymous?: boolean
  readonly token?: string
  /** `STEP.path` of the client certificate (base64) in an earlier response */
  readonly certOf?: string
  readonly keyFile?: string
  /**
   * milliseconds until the client disconnects (a replay multiplies them by ten); the data received
   * by then is the response
   */
  readonly abortAfterMs?: number
}

/** A response without varying parts: uids, times, versions, keys of certificates. */
export interface RecordedAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Json
}

/**
 * One request and its response. In a request `{{STEP.path}}` stands for a value of an earlier
 * response, `{{b64:FILE}}` for a file of this folder in base64, `{{repeat:x:9}}` for nine x,
 * `{{NAME.pem}}` for a certificate that `mint` makes.
 */
export interface Step {
  readonly name: string
  readonly request: RecordedRequest
  readonly response: RecordedAnswer
  /** certificates to make before the request, by name */
  readonly mint?: Readonly<Record<string, Mint>>
  readonly setup?: boolean
  /** repeats the request until the response has this path, at most `tries` times (default 400) */
  readonly until?: string
  readonly tries?: number
  /** the response has one JSON document per line */
  readonly stream?: boolean
  /** requests sent while a streamed response is open */
  readonly during?: readonly RecordedRequest[]
  readonly pick?: readonly string[]
  /** patterns of varying parts, and their replacements */
  readonly mask?: readonly (readonly [pattern: string, replacement: string])[]
}

export const readRecording = (file: URL): Step[] =>
  JSON.parse(
    readFileSync(file, 'utf8').replaceAll(/X509SHA256=[0-9a-f]{64}/g, 'X509SHA256=<hash>'),
  ) as Step[]

export const valueAt = (value: Json, path: string): Json =>
  path === ''
    ? value
    : path
        .split('.')
        .reduce<Json>(
          (found, key) => (found as Record<string, Json> | null | undefined)?.[key],
          value,
        )
