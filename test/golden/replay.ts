/** Sends recorded requests to a server, like the client of the recording. */
import type { IncomingHttpHeaders } from 'node:http'
import { Agent, request as httpsRequest } from 'node:https'
import { setTimeout as sleep } from 'node:timers/promises'
import { canonical } from './canonical.ts'
import { mint } from './minted.ts'
import {
  type Json,
  type RecordedAnswer,
  type RecordedRequest,
  type Step,
  valueAt,
} from './recording.ts'
import { earlier, fileOf, fill } from './references.ts'

/** The server's address, and the administrator's credentials, in PEM. */
interface Reached {
  readonly url: string
  readonly ca: string
  readonly certificate: string
  readonly key: string
  /** the server's movable clock; undefined: the replay waits in real time */
  readonly clock?: { isHeld: boolean; advance(ms: number): void }
}

interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

const HEADERS = [
  'content-type',
  'warning',
  'allow',
  'retry-after',
  'content-encoding',
  'www-authenticate',
  'location',
]

/** Factor for time limits, because this machine may be busier than the recording one. */
const PATIENCE = 10

const ATTEMPTS = 40 * PATIENCE
const BETWEEN_ATTEMPTS_MS = 75
/** Pause between a watch's response headers and the first request sent during the watch. */
const BEFORE_DURING_MS = 300
/** Pause after each request sent during a watch, so that the watch sends an event for each. */
const BETWEEN_DURING_MS = 60

const jsonOf = (text: string): Json => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Whether an event is a bookmark without annotations, which servers may send at any time. */
const isProgress = (event: Json): boolean =>
  valueAt(event, 'type') === 'BOOKMARK' &&
  valueAt(event, 'object.metadata.annotations') === undefined

const bodyOf = (step: Step, text: string): Json => {
  if (step.stream === true) {
    return text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => {
        const event = jsonOf(line)
        return event === undefined ? line : canonical(event)
      })
      .filter((event) => !isProgress(event))
  }
  const parsed = jsonOf(text)
  return canonical(parsed === undefined ? text : parsed)
}

const reduced = (step: Step, { status, headers, body: bytes }: Answer): RecordedAnswer => {
  const text = (step.mask ?? []).reduce(
    (masked, [pattern, by]) => masked.replaceAll(new RegExp(pattern, 'gm'), by),
    bytes.toString(),
  )
  const body = bodyOf(step, text)
  return {
    status,
    headers: Object.fromEntries(
      HEADERS.flatMap((name) => {
        const value = headers[name]
        return value === undefined ? [] : [[name, String(value)]]
      }),
    ),
    body: step.pick === undefined ? body : step.pick.map((path) => valueAt(body, path) ?? null),
  }
}

/** One replay of a recording against one server; later requests refer to earlier responses. */
export class Replay {
  readonly #server: Reached
  readonly #answers: Record<string, Json> = {}
  /** keeps connections open, because handshakes are slower than most requests */
  readonly #agent = new Agent({ keepAlive: true })

  constructor(server: Reached) {
    this.#server = server
  }

  close(): void {
    this.#agent.destroy()
  }

  /**
   * Returns the client certificate of a request: from an earlier response, the administrator's, or
   * none.
   */
  #identity({ anonymous, token, certOf, keyFile }: RecordedRequest) {
    if (certOf !== undefined) {
      const certificate = String(earlier(certOf, this.#answers))
      return { cert: Buffer.from(certificate, 'base64'), key: fileOf(keyFile!) }
    }
    if (anonymous === true || token !== undefined) return {}
    return { cert: this.#server.certificate, key: this.#server.key }
  }

  /** Sends a request without references; calls `begun` once the response's headers arrive. */
  send(asked: RecordedRequest, begun = (): void => undefined): Promise<Answer> {
    const { method, path, body, raw, token, abortAfterMs } = asked
    const payload = raw ?? (body === undefined ? undefined : JSON.stringify(body))
    const given = Object.entries(asked.headers ?? {}).map(([name, value]) => [
      name.toLowerCase(),
      value,
    ])
    const headers = Object.fromEntries(
      Object.entries({
        accept: 'application/json',
        'user-agent': 'golden/v1',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(Object.fromEntries(given) as Record<string, string | null>),
        ...(payload === undefined ? {} : { 'content-length': Buffer.byteLength(payload) }),
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      }).filter(([, value]) => value !== null),
    ) as Record<string, string>
    const identity = this.#identity(asked)
    return new Promise((resolve, reject) => {
      const sent = httpsRequest(
        new URL(this.#server.url),
        // `path` is not part of the URL, which would normalize paths that are wrong on purpose
        { method, path, headers, ca: this.#server.ca, ...identity, agent: this.#agent },
        (response) => {
          begun()
          const chunks: Buffer[] = []
          const done = (): void => {
            clearTimeout(abort)
            resolve({
              status: response.statusCode!,
              headers: response.headers,
              body: Buffer.concat(chunks),
            })
          }
          const abort =
            abortAfterMs === undefined
              ? undefined
              : setTimeout(() => {
                  done()
                  sent.destroy()
                }, abortAfterMs * PATIENCE)
          response.on('data', (chunk: Buffer) => chunks.push(chunk))
          response.on('end', done)
          response.on('error', done)
        },
      )
      sent.on('error', reject)
      sent.end(payload)
    })
  }

  async #once(step: Step): Promise<Answer> {
    const request = fill(step.request, this.#answers) as RecordedRequest
    const { clock } = this.#server
    // while the clock is held, a watch cannot time out before all `during` requests are sent
    if (clock !== undefined) clock.isHeld = step.stream === true
    let begin = (): void => undefined
    const begun = new Promise<void>((resolve) => (begin = resolve))
    const answer = this.send(request, begin)
    if (step.during !== undefined) {
      await Promise.race([begun, answer])
      await sleep(BEFORE_DURING_MS)
    }
    for (const meanwhile of step.during ?? []) {
      await this.send(fill(meanwhile, this.#answers) as RecordedRequest)
      await sleep(BETWEEN_DURING_MS)
    }
    if (step.stream === true) await this.#end(answer, request)
    if (clock !== undefined) clock.isHeld = false
    return answer
  }

  /** Moves the server's clock, if there is one, until a watch with a timeout ends. */
  async #end(answer: Promise<Answer>, { path }: RecordedRequest): Promise<void> {
    const { clock } = this.#server
    const seconds = /[?&]timeoutSeconds=(\d+)/.exec(path)?.[1]
    if (clock === undefined || seconds === undefined) return
    let hasEnded = false
    const ended = answer.finally(() => (hasEnded = true))
    while (!hasEnded) {
      await Promise.race([ended, sleep(BETWEEN_DURING_MS)])
      clock.advance(Number(seconds) * 1000)
    }
  }

  async step(step: Step): Promise<RecordedAnswer> {
    for (const [name, wanted] of Object.entries(step.mint ?? {})) this.#answers[name] = mint(wanted)
    for (let attempt = 0; ; attempt++) {
      const answer = await this.#once(step)
      const parsed = jsonOf(answer.body.toString())
      const early = step.until !== undefined && valueAt(parsed, step.until) === undefined
      if (!early || attempt >= (step.tries ?? ATTEMPTS)) {
        this.#answers[step.name] = parsed
        return reduced(step, answer)
      }
      await sleep(BETWEEN_ATTEMPTS_MS)
    }
  }
}
