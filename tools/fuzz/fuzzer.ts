/**
 * Sends hostile requests and checks the responses. Problems are missing responses, internal errors
 * or details, and errors that are neither a Status nor a text of Go's server.
 */
import { INTERNAL_ERROR } from '../../src/apiserver/http/error-answer.ts'
import type { IncomingHttpHeaders } from 'node:http'
import type { Client, Reply } from '../kit/client.ts'
import type { Body } from './hostile-bodies.ts'
import type { RawTrick } from './hostile-bytes.ts'

export interface Hostile {
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

/** Number of slowest requests to report. */
const SHOWN = 30
/** Longer than the request timeout. */
const PATIENCE_MS = 120_000
const RAW_PATIENCE_MS = 5000

/** Matches what no response may contain: stacks, file paths, names of JavaScript errors. */
const INSIDE =
  /\bat [\w.<>#]+ \(|node:internal|node_modules|file:\/\/|\/(src|dist)\/\w|\.[jt]s:\d+|TypeError|RangeError|ReferenceError|SqliteError|undefined is not|Cannot read prop/

const TEXTS = [
  /^404 page not found\n$/,
  /^400 Bad Request$/,
  /^Internal Server Error: ".*": .*\n$/s,
  // for a request that timed out (`k8s.io/apiserver/pkg/server/filters/timeout.go`)
  /^\{"metadata":\{\},"status":"Failure","message":"Timeout: request did not complete/,
  /^Too many requests, please try again later\.\n$/,
  // the OpenAPI handler's empty text for an unsupported media type
  /^$/,
]

const problemOf = ({ code, headers, body }: Reply, head: boolean): string | undefined => {
  const text = body.toString()
  if (INSIDE.test(text)) return `reveals internals: ${text.slice(0, 500)}`
  if (text.includes(INTERNAL_ERROR)) return 'is a bug'
  if (code < 400 || head) return undefined
  const type = headers['content-type'] ?? ''
  // kube-openapi writes only the status code
  if (type === '' && text === '' && (code === 404 || code === 406)) return undefined
  if (type.startsWith('application/vnd.kubernetes.protobuf'))
    return body.subarray(0, 4).toString() === 'k8s\0' ? undefined : 'is no protobuf'
  if (type.startsWith('text/plain'))
    return TEXTS.some((known) => known.test(text)) ? undefined : `is a text: ${text.slice(0, 200)}`
  if (type.startsWith('application/yaml'))
    return /^kind: Status$/m.test(text) ? undefined : `is no Status: ${text.slice(0, 200)}`
  try {
    const status = JSON.parse(text)
    // Go errors that are not a Status become a 500 without a reason; a reason means a bug of ours
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

/** Runs a task; resolves with the event loop's longest block, in milliseconds, and the result. */
export type Held = <T>(task: () => Promise<T>) => Promise<readonly [ms: number, result: T]>

export class Fuzzer {
  readonly codes: Record<string, number> = {}
  readonly problems: string[] = []
  readonly slowest: [number, string][] = []
  readonly #client: Client
  readonly #held: Held
  readonly #slowMs: number

  /** `slowMs`: the longest that one request may block the event loop, in milliseconds. */
  constructor(client: Client, held: Held, slowMs: number) {
    this.#client = client
    this.#held = held
    this.#slowMs = slowMs
  }

  async send(hostile: Hostile): Promise<void> {
    let held = await this.#timed(hostile)
    // the machine may have been busy
    for (let again = 0; again < 2 && held > this.#slowMs; again++)
      held = Math.min(held, await this.#timed(hostile))
    this.slowest.push([held, described(hostile)])
    this.slowest.sort(([a], [b]) => b - a).splice(SHOWN)
  }

  async #timed(hostile: Hostile): Promise<number> {
    const [held, received] = await this.#held(() => this.#receive(hostile))
    // outside of the measurement, since checking the response takes time too
    if (received !== undefined) this.#judge(hostile, received)
    return held
  }

  /** Resolves with the response; undefined if there is none to check. */
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
      // Node's client rejects the request
      if (code === 'ERR_INVALID_CHAR' || code === 'ERR_UNESCAPED_CHARACTERS') return undefined
      if (name === 'AbortError') this.problems.push(`no answer <- ${described(hostile)}`)
      else this.problems.push(`${String(error)} <- ${described(hostile)}`)
      return undefined
    }
  }

  #judge(hostile: Hostile, { code, headers, chunks }: Received): void {
    this.codes[code] = (this.codes[code] ?? 0) + 1
    // compressed responses are large and valid
    if (headers['content-encoding'] === 'gzip') return
    const reply = { code, headers, body: Buffer.concat(chunks), json: undefined }
    const problem = problemOf(reply, hostile.method === 'HEAD')
    if (problem !== undefined) this.problems.push(`${code} ${problem} <- ${described(hostile)}`)
  }

  /** Writes bytes and reads status lines until the server closes the connection. */
  async raw({ name, bytes, answers }: RawTrick): Promise<void> {
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
    if (INSIDE.test(text)) this.problems.push(`${name}: reveals internals: ${text.slice(0, 500)}`)
    if (!answers.some((answer) => answer.join() === codes.join()))
      this.problems.push(
        `${name}: answered with ${codes.join() || 'nothing'}: ${text.slice(0, 300)}`,
      )
  }
}
