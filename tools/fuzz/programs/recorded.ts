/** Requests of the golden recordings in order, with small changes. */
import { readdirSync } from 'node:fs'
import type { Random } from '../../kit/random.ts'
import type { Answer, Call, Json } from '../../../test/fixtures/server.ts'
import { fill } from '../../../test/golden/references.ts'
import { readRecording, type RecordedRequest, type Step } from '../../../test/golden/recording.ts'
import { changed } from './changes.ts'
import type { Sent } from './sent.ts'

/** Whether a step takes no time (no watch or future revision) and needs no client certificate. */
const isSingle = ({ stream, during, mint, request, response }: Step): boolean =>
  stream !== true &&
  response.status !== 504 &&
  during === undefined &&
  mint === undefined &&
  request.certOf === undefined &&
  request.abortAfterMs === undefined

export const recordings = (folder: string): Step[][] => {
  const at = new URL(`../../../test/golden/${folder}/`, import.meta.url)
  return readdirSync(at)
    .filter((file) => file !== 'kubectl.json')
    .map((file) => readRecording(new URL(file, at)).filter(isSingle))
}

/** Texts to insert into paths; Node's client sends them as they are. */
const IN_PATHS = ['/', '%2F', '%', '?', '&', '=', 'a', 'Z', '0', '.', '..', '%00', '%C3%BC', ';']

/** A text with one place changed. */
const twisted = (random: Random, text: string, by: readonly string[]): string => {
  const at = random.int(text.length + 1)
  const removed = random.int(2)
  return text.slice(0, at) + (random.chance(3) ? '' : random.pick(by)) + text.slice(at + removed)
}

const QUERIES = ['dryRun=All', 'fieldValidation=Strict', 'fieldManager=x', 'pretty=true', 'limit=1']

const mayWait = (path: string): boolean =>
  /watch|follow|resourceVersion/i.test(decodeURI(path.replaceAll('%', '')))

const changedPath = (random: Random, path: string): string => {
  const next = random.chance(2)
    ? `${path}${path.includes('?') ? '&' : '?'}${random.pick(QUERIES)}`
    : `/${twisted(random, path.slice(1), IN_PATHS)}`
  return mayWait(next) ? path : next
}

export class Recorded {
  readonly #random: Random
  readonly #recordings: readonly Step[][]
  #answers: Record<string, Json> = {}
  #left: Step[] = []
  #last: string | undefined

  constructor(random: Random, folder: string) {
    this.#random = random
    this.#recordings = recordings(folder)
  }

  #call({ headers, body, raw, anonymous, token }: RecordedRequest): Call {
    const random = this.#random
    const text = raw ?? (body === undefined ? undefined : JSON.stringify(body))
    const content =
      text === undefined || raw !== undefined || !random.chance(3)
        ? text
        : JSON.stringify(changed(random, body, undefined))
    const bytes =
      content !== undefined && random.chance(12)
        ? twisted(random, content, ['"', '{', ',', '\\', '0', '\u0000', 'é', 'null'])
        : content
    const given = Object.entries(headers ?? {}).flatMap(([name, value]) =>
      value === null || random.chance(20)
        ? []
        : [
            [
              name.toLowerCase(),
              random.chance(20)
                ? twisted(random, value, ['a', ',', ';', '/', '*', '=', '"'])
                : value,
            ],
          ],
    )
    return {
      ...(bytes === undefined ? {} : { body: bytes, contentType: 'application/json' }),
      headers: Object.fromEntries(given),
      ...(anonymous === true ? { anonymous } : {}),
      ...(token === undefined ? {} : { token }),
    }
  }

  /** The next request, with random changes or none. */
  next(): Sent {
    const random = this.#random
    while (this.#left.length === 0) {
      this.#answers = {}
      this.#left = [...random.pick(this.#recordings)]
    }
    const { name, request } = this.#left.shift()!
    this.#last = name
    const filled = fill(request, this.#answers) as RecordedRequest
    const path = random.chance(6) ? changedPath(random, filled.path) : filled.path
    return { method: filled.method, path, call: this.#call(filled), collection: undefined }
  }

  /** Stores the last response for requests that refer to it. */
  answered({ body }: Answer): void {
    this.#answers[this.#last!] = body
  }
}
