/**
 * Sends hostile requests and checks the responses. Problems are missing responses, internal errors,
 * stacks or file paths, and errors that are neither a Status nor a text of Go's server.
 */
import { INTERNAL_ERROR } from '../../src/apiserver/http/error-answer.ts'
import type { IncomingHttpHeaders } from 'node:http'
import type { Client } from '../kit/client.ts'
import type { RawTrick } from './hostile-bytes.ts'

export interface Hostile {
  readonly method: string
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  /** sent as JSON unless `headers` has a content type */
  readonly body?: string | Buffer | undefined
}

interface Received {
  readonly code: number
  readonly headers: IncomingHttpHeaders
  readonly chunks: readonly Buffer[]
}

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
  // kube-openapi writes only the status code
  /^$/,
]

const jsonOf = (text: string): any => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const isExpected = (code: number, type: string, body: Buffer): boolean => {
  const text = body.toString()
  if (type.startsWith('application/vnd.kubernetes.protobuf')) return text.startsWith('k8s\0')
  if (type === '' || type.startsWith('text/plain')) return TEXTS.some((known) => known.test(text))
  if (type.startsWith('application/yaml')) return /^kind: Status$/m.test(text)
  const status = jsonOf(text)
  // Go errors that are not a Status become a 500 without a reason; a reason means a bug of ours
  if (code === 500) return status?.kind === 'Status' && status.reason === undefined
  return status?.kind === 'Status' && (status.code ?? code) === code
}

const problemOf = ({ code, headers }: Received, body: Buffer, head: boolean) => {
  const text = body.toString()
  if (INSIDE.test(text)) return 'reveals internals'
  if (text.includes(INTERNAL_ERROR)) return 'is a bug'
  const isFine = code < 400 || head || isExpected(code, headers['content-type'] ?? '', body)
  return isFine ? undefined : 'is not an expected error'
}

const described = ({ method, path, headers = {}, body = '' }: Hostile): string =>
  `${method} ${path.slice(0, 300)} ${JSON.stringify(headers).slice(0, 300)} ${body.length} bytes: ${body.toString('latin1').slice(0, 300)}`

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

  async send(hostile: Hostile): Promise<any> {
    let [held, body] = await this.#timed(hostile)
    // the machine may have been busy
    for (let again = 0; again < 2 && held > this.#slowMs; again++)
      held = Math.min(held, (await this.#timed(hostile))[0])
    this.slowest.push([held, described(hostile)])
    this.slowest.sort(([a], [b]) => b - a).splice(SHOWN)
    return body
  }

  async #timed(hostile: Hostile): Promise<[ms: number, body: any]> {
    const [held, received] = await this.#held(() => this.#receive(hostile))
    // outside of the measurement, since checking the response takes time too
    return [held, received && this.#judge(hostile, received)]
  }

  /** Resolves with the response; undefined if there is none to check. */
  async #receive(hostile: Hostile): Promise<Received | undefined> {
    const { method, path, headers, body } = hostile
    const signal = AbortSignal.timeout(PATIENCE_MS)
    try {
      const message = await this.#client.open(method, path, body, headers, { signal })
      const isWatch =
        message.headers['transfer-encoding'] === 'chunked' && message.statusCode === 200
      const chunks: Buffer[] = []
      if (isWatch) message.destroy()
      else for await (const chunk of message) chunks.push(chunk as Buffer)
      return { code: message.statusCode!, headers: message.headers, chunks }
    } catch (error) {
      const { code = '' } = error as NodeJS.ErrnoException
      // Node's client rejects the request
      if (code !== 'ERR_INVALID_CHAR' && code !== 'ERR_UNESCAPED_CHARACTERS')
        this.problems.push(`${String(error)} <- ${described(hostile)}`)
      return undefined
    }
  }

  #judge(hostile: Hostile, received: Received): any {
    const { code, headers, chunks } = received
    this.codes[code] = (this.codes[code] ?? 0) + 1
    // errors are usually too small to be compressed
    if (headers['content-encoding'] === 'gzip') return undefined
    const body = Buffer.concat(chunks)
    const problem = problemOf(received, body, hostile.method === 'HEAD')
    if (problem !== undefined)
      this.problems.push(
        `${code} ${problem}: ${body.toString().slice(0, 500)} <- ${described(hostile)}`,
      )
    return jsonOf(body.toString())
  }

  /** Writes bytes and reads status lines until the server closes the connection. */
  async raw([name, bytes, ...allowed]: RawTrick): Promise<void> {
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
    if (codes.length > 1 || !allowed.includes(codes[0] ?? 0))
      this.problems.push(
        `${name}: answered with ${codes.join() || 'nothing'}: ${text.slice(0, 300)}`,
      )
  }
}
