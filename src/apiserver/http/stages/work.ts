import { Rounds } from '../../../apimachinery/rounds.ts'
import { ManyValues } from '../../../apimachinery/text/many-values.ts'
import type { ParsedYaml } from '../../../apimachinery/text/yaml/read.ts'
import type { Caller } from '../../../apimachinery/turns.ts'
import { isLargeYaml, parseYamlBody, YamlThread } from '../body/yaml-thread.ts'
import { isStream, type AnyAnswer } from '../answer/answer.ts'
import type { Call } from '../call.ts'
import type { EndpointParts } from '../endpoints/endpoint.ts'
import { handleEndpoint } from '../endpoints/handle-endpoint.ts'
import { tooManyValues } from '../../registry/size-limit.ts'
import { handleResource, writesOneObject } from '../route.ts'

export interface WorkParts {
  readonly endpoints: EndpointParts
  /**
   * Resolves when the server knows all acknowledged writes; undefined: the server always does.
   * Rejects with StatusErrors. Not called for {@link writesOneObject}.
   */
  readonly refresh?: (() => Promise<void>) | undefined
}

/** Small requests per round of the event loop: about ten milliseconds. */
const IN_A_ROUND = 32
/** This many bytes of an answer count as one more request. */
const BYTES_OF_ONE = 128 * 1024

/** Whether a read names a revision, so that an older state may answer it. */
const takesAnyState = ({ info }: Call): boolean =>
  info.method === 'GET' &&
  (info.query.get('resourceVersion') ?? info.query.get('continue') ?? '') !== ''

export class Work {
  readonly #parts: WorkParts
  readonly #yaml = new YamlThread()
  readonly #rounds = new Rounds(IN_A_ROUND)

  constructor(parts: WorkParts) {
    this.#parts = parts
  }

  /**
   * Rejects with the errors of the handler and of `refresh`, the 413 for too many values, or the
   * signal's reason.
   */
  async run(call: Call): Promise<AnyAnswer> {
    try {
      if (isLargeYaml(call.mediaType, call.body)) await this.#yaml.read(call.body, call)
      const turn = call.large ? call.services.turns.next(call) : this.#rounds.next(call.user.name)
      if (turn !== undefined) {
        await turn
        call.signal.throwIfAborted()
      }
      const outcome = await this.#handle(call)
      if (!isStream(outcome)) this.#rounds.spend(Math.floor(outcome.body.length / BYTES_OF_ONE))
      return outcome
    } catch (error) {
      throw error instanceof ManyValues ? tooManyValues(error) : error
    }
  }

  /**
   * Parses YAML that is not a request body, off the event loop. Rejects with the errors of
   * parseYamlBody, and with the signal's reason.
   */
  async readYaml(source: Buffer, caller: Pick<Caller, 'user' | 'signal'>): Promise<ParsedYaml> {
    await this.#yaml.read(source, caller)
    return parseYamlBody(source)
  }

  close(): Promise<unknown> {
    return this.#yaml.close()
  }

  #handle(call: Call): AnyAnswer | Promise<AnyAnswer> {
    const { endpoints, refresh } = this.#parts
    if (!call.info.resourceRequest) return handleEndpoint(call, endpoints)
    if (refresh === undefined || takesAnyState(call) || writesOneObject(call))
      return handleResource(call)
    return refresh().then(() => {
      call.signal.throwIfAborted()
      return handleResource(call)
    })
  }
}
