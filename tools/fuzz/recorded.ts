/** Makes requests from golden recordings, in recorded order, with small changes to some. */
import { readdirSync } from 'node:fs'
import type { Random } from '../kit/random.ts'
import { fill } from '../../test/golden/references.ts'
import { readRecording, type RecordedRequest, type Step } from '../../test/golden/recording.ts'
import type { Hostile } from './fuzzer.ts'
import { changed } from './programs/changes.ts'

/** Whether a step is answered at once (no watch or future revision) and needs no certificate. */
const isSingle = ({ stream, during, mint, request, response }: Step): boolean =>
  stream !== true &&
  response.status !== 504 &&
  during === undefined &&
  mint === undefined &&
  request.certOf === undefined &&
  request.abortAfterMs === undefined

const recordings = (folder: string): Step[][] => {
  const at = new URL(`../../test/golden/${folder}/`, import.meta.url)
  return readdirSync(at)
    .filter((file) => file !== 'kubectl.json')
    .map((file) => readRecording(new URL(file, at)).filter(isSingle))
}

/** Texts to insert; Node's client sends them as they are. */
const IN_HEADS = [
  '/',
  '%2F',
  '%',
  '?',
  '&',
  '=',
  'a',
  'Z',
  '0',
  '.',
  '..',
  '%00',
  ';',
  ',',
  '*',
  '"',
]
const IN_BODIES = ['"', '{', ',', '\\', '0', '\u0000', 'é', 'null']

/** Returns the text with at most one place changed. */
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
    : `/${twisted(random, path.slice(1), IN_HEADS)}`
  return mayWait(next) ? path : next
}

export class Recorded {
  readonly #random: Random
  readonly #recordings: readonly Step[][]
  #answers: Record<string, unknown> = {}
  #left: Step[] = []
  #last: string | undefined

  constructor(random: Random, folder: string) {
    this.#random = random
    this.#recordings = recordings(folder)
  }

  #hostile({ method, path, headers, body, raw, anonymous, token }: RecordedRequest): Hostile {
    const random = this.#random
    const isChanged = body !== undefined && random.chance(3)
    const text = raw ?? JSON.stringify(isChanged ? changed(random, body, undefined) : body)
    const given = Object.entries(headers ?? {}).flatMap(([name, value]): [string, string][] => {
      if (value === null || random.chance(20)) return []
      const isTwisted = random.chance(20)
      return [[name.toLowerCase(), isTwisted ? twisted(random, value, IN_HEADS) : value]]
    })
    return {
      method,
      path: random.chance(6) ? changedPath(random, path) : path,
      headers: {
        ...(anonymous === true && { authorization: '' }),
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...Object.fromEntries(given),
      },
      body: text !== undefined && random.chance(12) ? twisted(random, text, IN_BODIES) : text,
    }
  }

  /** The next request, with random changes or none. */
  next(): Hostile {
    while (this.#left.length === 0) {
      this.#answers = {}
      this.#left = [...this.#random.pick(this.#recordings)]
    }
    const { name, request } = this.#left.shift()!
    this.#last = name
    return this.#hostile(fill(request, this.#answers) as RecordedRequest)
  }

  /** Stores the body of the last response for requests that refer to it. */
  answered(body: unknown): void {
    this.#answers[this.#last!] = body
  }
}
