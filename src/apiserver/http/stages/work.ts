import type { Clock } from '../../../apimachinery/clock.ts'
import { Rounds } from '../../../apimachinery/rounds.ts'
import { ManyValues } from '../../../apimachinery/text/many-values.ts'
import type { ParsedYaml } from '../../../apimachinery/text/yaml/read.ts'
import type { Caller } from '../../../apimachinery/turns.ts'
import { isLargeYaml, parseYamlBody, yamlThread } from '../body/yaml-thread.ts'
import { isStream, type AnyAnswer } from '../answer/answer.ts'
import type { Call } from '../call.ts'
import type { EndpointParts } from '../endpoints/endpoint.ts'
import { handleEndpoint } from '../endpoints/handle-endpoint.ts'
import { tooManyValues } from '../../registry/size-limit.ts'
import { handleResource, writesOneObject } from '../route.ts'

export interface WorkParts {
  readonly endpoints: EndpointParts
  /**
   * Resolves when this server knows all acknowledged writes; undefined: it always does. Rejects
   * with StatusErrors. Not called for writes of one object ({@link writesOneObject}), nor for reads
   * with a revision or a continue token.
   */
  readonly refresh?: (() => Promise<void>) | undefined
}

/** maximum small requests per round of the event loop; they take about ten milliseconds */
const IN_A_ROUND = 32
/** each 128 KiB of an answer count as one more request */
const BYTES_OF_ONE = 128 * 1024

/** A read with a revision or continue token may get an older state. */
const takesAnyState = ({ info }: Call): boolean =>
  info.method === 'GET' &&
  (info.query.get('resourceVersion') || info.query.get('continue') || '') !== ''

/** `patience`: a clock that runs in real time, for timeouts of the YAML thread. */
export const workOf = ({ endpoints, refresh }: WorkParts, patience: Clock) => {
  const yaml = yamlThread(patience)
  const rounds = new Rounds(IN_A_ROUND)

  const handle = (call: Call): AnyAnswer | Promise<AnyAnswer> => {
    if (!call.info.resourceRequest) return handleEndpoint(call, endpoints)
    if (refresh === undefined || takesAnyState(call) || writesOneObject(call))
      return handleResource(call)
    return refresh().then(() => {
      call.signal.throwIfAborted()
      return handleResource(call)
    })
  }

  return {
    /** Rejects with StatusErrors of the handler and of `refresh`, or with the signal's reason. */
    run: async (call: Call): Promise<AnyAnswer> => {
      try {
        if (isLargeYaml(call.mediaType, call.body)) await yaml.read(call.body, call)
        const turn = call.large ? call.services.turns.next(call) : rounds.next(call.user.name)
        if (turn !== undefined) {
          await turn
          call.signal.throwIfAborted()
        }
        const outcome = await handle(call)
        if (!isStream(outcome)) rounds.spend(Math.floor(outcome.body.length / BYTES_OF_ONE))
        return outcome
      } catch (error) {
        throw error instanceof ManyValues ? tooManyValues(error) : error
      }
    },

    /**
     * Parses YAML off the event loop. Rejects with the errors of parseYamlBody, or with the
     * signal's reason.
     */
    readYaml: async (
      source: Buffer,
      caller: Pick<Caller, 'user' | 'signal'>,
    ): Promise<ParsedYaml> => {
      await yaml.read(source, caller)
      return parseYamlBody(source)
    },

    close: (): Promise<void> => yaml.close(),
  }
}
