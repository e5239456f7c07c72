/** From a body to an answer: each request goes to the handler of its path, in its user's turn. */
import { Rounds } from '../../../apimachinery/rounds.ts'
import { ManyValues } from '../../../apimachinery/text/many-values.ts'
import type { ParsedYaml } from '../../../apimachinery/text/yaml/read.ts'
import { type Caller, isLarge, type Turns } from '../../../apimachinery/turns.ts'
import { isLargeYaml, parseYamlBody, YamlThread } from '../body/yaml-thread.ts'
import { isStream, type Outcome } from '../answer/answer.ts'
import type { Call } from '../call.ts'
import type { EndpointParts } from '../endpoints/endpoint.ts'
import { handleEndpoint } from '../endpoints/endpoints.ts'
import { tooManyValues } from '../../registry/size-limit.ts'
import { handleResource, writesOne } from '../route.ts'
import type { Services } from '../services.ts'

export interface WorkParts {
  readonly services: Pick<Services, 'turns'>
  readonly endpoints: EndpointParts
  /**
   * Resolves once the server knows all acknowledged writes; undefined: it always does. Rejects with
   * StatusErrors. Not called for a write that {@link writesOne}.
   */
  readonly refresh?: (() => Promise<void>) | undefined
}

/** Small requests of one round of the event loop: ten milliseconds, or a little more. */
const IN_A_ROUND = 32
/** An answer of so many bytes takes about as long to make as a small request. */
const BYTES_OF_ONE = 128 * 1024

/** Whether a read names a revision, and so may be answered from an older state. */
const takesAnyState = ({ info }: Call): boolean =>
  info.method === 'GET' &&
  (info.query.get('resourceVersion') ?? info.query.get('continue') ?? '') !== ''

export class Work {
  readonly #endpoints: EndpointParts
  readonly #yaml = new YamlThread()
  readonly #rounds = new Rounds(IN_A_ROUND)
  readonly #turns: Turns
  readonly #refresh: WorkParts['refresh']

  constructor({ services, endpoints, refresh }: WorkParts) {
    this.#refresh = refresh
    this.#endpoints = endpoints
    this.#turns = services.turns
  }

  /**
   * Rejects with the error of the handler, the 413 for a body of too many values, or the reason of the
   * call's signal.
   */
  async run(call: Call): Promise<Outcome> {
    if (isLargeYaml(call.mediaType, call.body)) await this.#yaml.read(call.body, call)
    const turn = isLarge(call.body) ? this.#turns.next(call) : this.#rounds.next(call.user.name)
    if (turn !== undefined) {
      await turn
      call.signal.throwIfAborted()
    }
    let outcome: Outcome
    try {
      outcome = await this.#handle(call)
    } catch (error) {
      throw error instanceof ManyValues ? tooManyValues(error) : error
    }
    if (!isStream(outcome)) this.#rounds.spend(Math.floor(outcome.body.length / BYTES_OF_ONE))
    return outcome
  }

  /**
   * Reads YAML that is no body, such as part of one, beside the event loop. Rejects as parseYamlBody
   * throws, and with the reason of the caller's signal.
   */
  async readYaml(source: Buffer, caller: Pick<Caller, 'user' | 'signal'>): Promise<ParsedYaml> {
    await this.#yaml.read(source, caller)
    return parseYamlBody(source)
  }

  /** Stops the YAML thread; no work may follow. */
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
