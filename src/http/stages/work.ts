/** From a body to an answer: each request goes to the handler of its path, large ones when it is their turn. */
import { isManagement } from '../../manage/management.ts'
import { Rounds } from '../../api/rounds.ts'
import { ManyValues } from '../../api/text/many-values.ts'
import type { ParsedYaml } from '../../api/text/yaml/read.ts'
import { type Caller, isLarge } from '../../api/turns.ts'
import { isLargeYaml, parseYamlBody, YamlThread } from '../body/yaml-thread.ts'
import type { Call, Services } from '../call.ts'
import type { EndpointParts } from '../endpoints/endpoint.ts'
import { handleEndpoint } from '../endpoints/endpoints.ts'
import { LargeRequests, type Pause } from '../gate/large.ts'
import { tooManyValues } from '../../registry/size-limit.ts'
import { handleResource, isStream, type Outcome, writesOne } from '../route.ts'

export interface WorkParts {
  readonly services: Pick<Services, 'turns'>
  readonly endpoints: EndpointParts
  /** Resolves once all is known that was acknowledged before; undefined: it always is. Rejects with StatusErrors. Not asked of a write that {@link writesOne}. */
  readonly refresh?: (() => Promise<void>) | undefined
}

/** Small requests of one round of the event loop: ten milliseconds, or a little more. */
const IN_A_ROUND = 32
/** An answer of so many bytes takes about as long to make as it takes to do something else. */
const BYTES_OF_ONE = 128 * 1024

/** The same call, which gives up its place while it only waits. */
const pausing = (call: Call, pause: Pause): Call =>
  Object.create(call, { pause: { value: pause } }) as Call

/** Whether a request is content with what was at some time: it says with which. */
const takesAnyState = ({ info }: Call): boolean =>
  info.method === 'GET' &&
  (info.query.get('resourceVersion') ?? info.query.get('continue') ?? '') !== ''

export class Work {
  readonly #endpoints: EndpointParts
  readonly #large: LargeRequests
  readonly #yaml = new YamlThread()
  readonly #rounds = new Rounds(IN_A_ROUND)
  readonly #refresh: WorkParts['refresh']

  constructor({ services, endpoints, refresh }: WorkParts) {
    this.#refresh = refresh
    this.#endpoints = endpoints
    this.#large = new LargeRequests(services.turns)
  }

  /**
   * Rejects with whatever a handler throws, the 413 for a body of too many values, and the reason of the call's signal when nobody
   * waits any more.
   */
  async run(call: Call): Promise<Outcome> {
    if (isLargeYaml(call.headers['content-type'], call.body)) await this.#yaml.read(call.body, call)
    // what manages the cluster asks it in turn, and must not wait for a place that it holds itself
    const isManaging = isManagement(call.info.path)
    let outcome: Outcome
    try {
      outcome = await (isLarge(call.body) && !isManaging
        ? this.#large.run((pause) => this.#handle(pausing(call, pause)), call)
        : this.#inARound(call))
    } catch (error) {
      throw error instanceof ManyValues ? tooManyValues(error) : error
    }
    if (!isStream(outcome)) this.#rounds.spend(Math.floor(outcome.body.length / BYTES_OF_ONE))
    return outcome
  }

  async #inARound(call: Call): Promise<Outcome> {
    const turn = this.#rounds.next(call.user.name)
    if (turn !== undefined) {
      await turn
      call.signal.throwIfAborted()
    }
    return this.#handle(call)
  }

  /**
   * Reads YAML that is no body, such as part of one, beside the event loop. Rejects as parseYamlBody
   * throws, and with the reason of the caller's signal.
   */
  async readYaml(source: Buffer, caller: Pick<Caller, 'user' | 'signal'>): Promise<ParsedYaml> {
    await this.#yaml.read(source, caller)
    return parseYamlBody(source)
  }

  /** How many large requests are worked on. */
  get large(): number {
    return this.#large.running
  }

  /** No more work after this. */
  close(): Promise<unknown> {
    return this.#yaml.close()
  }

  #handle(call: Call): Outcome | Promise<Outcome> {
    if (!call.info.isResourceRequest) return handleEndpoint(call, this.#endpoints)
    if (this.#refresh === undefined || takesAnyState(call) || writesOne(call))
      return handleResource(call)
    return this.#refresh().then(() => {
      call.signal.throwIfAborted()
      return handleResource(call)
    })
  }
}
