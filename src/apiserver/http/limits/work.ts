/** Spreads the work of requests over rounds of the event loop. */
import type { Clock } from '../../../apimachinery/clock.ts'
import { Rounds } from '../../../apimachinery/rounds.ts'
import { ManyValues } from '../../../apimachinery/text/many-values.ts'
import type { ParsedYaml } from '../../../apimachinery/text/yaml/read.ts'
import { type Caller, isLarge, type Turns } from '../../../apimachinery/turns.ts'
import { isLargeYaml, parseYamlBody, yamlThread } from '../body/yaml-thread.ts'
import { isStream, type AnyAnswer } from '../answer/answer.ts'
import { tooManyValues } from '../../registry/size-limit.ts'

/** maximum small requests per round of the event loop; they take about ten milliseconds */
const IN_A_ROUND = 32
/** each 128 KiB of an answer count as one more request */
const BYTES_OF_ONE = 128 * 1024

/** A request whose body has been read. */
interface Task extends Caller {
  readonly mediaType: string
  readonly body: Buffer
}

/** `patience`: a clock that runs in real time, for timeouts of the YAML thread. */
export const workOf = (turns: Turns, patience: Clock) => {
  const yaml = yamlThread(patience)
  const rounds = new Rounds(IN_A_ROUND)

  return {
    /** Rejects with StatusErrors of `handle`, or with the signal's reason. */
    run: async (task: Task, handle: () => AnyAnswer | Promise<AnyAnswer>): Promise<AnyAnswer> => {
      try {
        if (isLargeYaml(task.mediaType, task.body)) await yaml.read(task.body, task)
        const turn = isLarge(task.body) ? turns.next(task) : rounds.next(task.user.name)
        if (turn !== undefined) {
          await turn
          task.signal.throwIfAborted()
        }
        const outcome = await handle()
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

export type Work = ReturnType<typeof workOf>
