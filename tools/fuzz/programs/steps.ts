/** Runs the steps of programs, with checks after each. */
import { setImmediate } from 'node:timers/promises'
import { INTERNAL_ERROR } from '../../../src/apiserver/http/error-answer.ts'
import type { Answer, Client } from '../../../test/fixtures/server.ts'
import { allPath, type Collection, pathOf } from './collections.ts'
import { roundtripProblems } from './roundtrip.ts'
import { asDryRun, described, type Sent } from './sent.ts'
import {
  differences,
  isAggregation,
  isFarewell,
  type Listing,
  listingOf,
  type State,
} from './state.ts'

/** Rounds of the event loop that controllers need after a write. */
const AFTERMATH = 6
/**
 * Errors that a dry run need not share with its write: about a new object's resourceVersion, which
 * dry runs accept (`k8s.io/apiserver/pkg/registry/generic/registry`), and about the allocation of
 * addresses and ports (`pkg/registry/core/service`).
 */
const OF_ONE_ALONE =
  /resourceVersion should not be set on objects to be created|provided (?:IP|port) is|provided network does not match/
const NO_ANSWER_MS = 30_000

/**
 * Returns the response if it shows a bug of the server. Go errors that are not a Status become a
 * 500 without a reason, which is expected.
 */
const answerProblems = ({ code, body, text }: Answer): string[] =>
  text.includes(INTERNAL_ERROR) || (code >= 500 && body?.reason === 'InternalError')
    ? [`${code} ${text.slice(0, 500)}`]
    : []

const keyOfCreated = ({ method, path }: Sent, { code, body }: Answer): string | undefined =>
  method === 'POST' && code === 201 && !/\/token(?:\?|$)/.test(path)
    ? `${body.metadata.namespace ?? ''}/${body.metadata.name}`
    : undefined

export class Steps {
  readonly codes: Record<string, number> = {}
  readonly taken: Record<string, number> = {}
  readonly problems: string[] = []
  readonly requests: string[] = []
  readonly #client: Client
  readonly #states: readonly State[]
  #turn = 0

  constructor(client: Client, states: readonly State[]) {
    this.#client = client
    this.#states = states
  }

  async #send({ method, path, call }: Sent): Promise<Answer> {
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error('no answer')), NO_ANSWER_MS)
    })
    try {
      return await Promise.race([this.#client.request(method, path, call), late])
    } finally {
      clearTimeout(timer)
    }
  }

  async #listing(state: State): Promise<Listing> {
    return listingOf((await this.#client.get(allPath(state.collection))).body)
  }

  /** Lists a collection, and compares the list with its watch. */
  async #compared(state: State, problems: string[]): Promise<Listing> {
    const listing = await this.#listing(state)
    problems.push(...(await state.compare(listing)))
    return listing
  }

  /** Finds objects that a dry run or a rejected request has changed. */
  async #harmless(sent: Sent, state: State, before: Listing, problems: string[]): Promise<void> {
    const after = await this.#listing(state)
    for (const key of differences(before.objects, after.objects)) {
      if (isAggregation(before.objects.get(key), after.objects.get(key))) continue
      if (isFarewell(state.collection.kind, before.objects.get(key))) continue
      const was = before.objects.get(key) ?? 'not there'
      problems.push(
        `${sent.method} ${sent.path} changed ${key}: it was ${was} and is ${after.objects.get(key) ?? 'not there'}`,
      )
    }
  }

  #count({ method, collection, path }: Sent, { code }: Answer): void {
    this.codes[code] = (this.codes[code] ?? 0) + 1
    if (code >= 300) return
    const sub = collection.subresources.find(({ name }) => path.split('?')[0]!.endsWith(`/${name}`))
    const what = `${method} ${collection.resource}${sub === undefined ? '' : `/${sub.name}`}`
    this.taken[what] = (this.taken[what] ?? 0) + 1
  }

  /** Takes a step; a dry run or a rejected request must have no effect. */
  async #step(sent: Sent, state: State, dryRun: boolean, problems: string[]): Promise<void> {
    const before = await this.#compared(state, problems)
    let dry: Answer | undefined
    if (dryRun) {
      dry = await this.#send(asDryRun(sent))
      problems.push(...answerProblems(dry))
      await this.#harmless(asDryRun(sent), state, before, problems)
    }
    const answer = await this.#send(sent)
    problems.push(...answerProblems(answer))
    this.#count(sent, answer)
    if (dry !== undefined && dry.code !== answer.code && !OF_ONE_ALONE.test(dry.text + answer.text))
      problems.push(
        `the dry run got ${dry.code} ${dry.text}, the request itself ${answer.code} ${answer.text}`,
      )
    if (answer.code >= 400) {
      await this.#harmless(sent, state, before, problems)
      return
    }
    for (let i = 0; i < AFTERMATH; i++) await setImmediate()
    const key = sent.key ?? keyOfCreated(sent, answer)
    if (key !== undefined && sent.method !== 'DELETE')
      problems.push(
        ...(await roundtripProblems(this.#client, pathOf(state.collection, key), this.#turn++)),
      )
    await this.#compared(state, problems)
  }

  /** Takes one step; if `dryRun`, takes it first as a dry run. */
  async step(sent: Sent, state: State, dryRun: boolean): Promise<void> {
    const problems: string[] = []
    this.requests.push(described(sent))
    try {
      await this.#step(sent, state, dryRun, problems)
    } catch (error) {
      problems.push(String(error))
    }
    this.#tell(described(sent), problems)
  }

  #tell(what: string, problems: readonly string[]): void {
    for (const problem of new Set(problems)) this.problems.push(`${problem} <- ${what}`)
  }

  /** Runs a check of a collection; an error thrown by the check is a problem too. */
  async look(look: (of: Collection) => Promise<string[]>, { collection }: State): Promise<void> {
    let problems: string[]
    try {
      problems = await look(collection)
    } catch (error) {
      problems = [String(error)]
    }
    this.#tell(`reading ${collection.resource}`, problems)
  }

  async all(): Promise<void> {
    for (const state of this.#states) {
      const problems: string[] = []
      try {
        await this.#compared(state, problems)
      } catch (error) {
        problems.push(String(error))
      }
      this.#tell(state.collection.resource, problems)
    }
  }
}
