import { setTimeout } from 'node:timers/promises'
import { parseDuration } from '../../apimachinery/duration.ts'
import type { KubeObject } from '../../apimachinery/meta.ts'
import { stringifyJson } from '../../apimachinery/text/json.ts'

/**
 * `exists`, `deleted`, a condition that must be True (`Approved`), a condition with its status
 * (`Ready=False`), or a predicate, called with undefined while there is no object.
 */
export type WaitCondition<T extends KubeObject = KubeObject> =
  string | ((object: T | undefined) => boolean)

export interface WaitOptions {
  /** real time: a Go duration or milliseconds; default 10s */
  readonly timeout?: string | number
}

interface Conditioned {
  readonly status?: { readonly conditions?: readonly { type: string; status: string }[] }
}

const FIRST_PAUSE_MS = 2
const LAST_PAUSE_MS = 50
/** in characters; messages cut longer objects */
const SHOWN_LENGTH = 2000

const predicateOf = <T extends KubeObject>(
  condition: WaitCondition<T>,
): ((object: T | undefined) => boolean) => {
  if (typeof condition === 'function') return condition
  if (condition === 'exists') return (object) => object !== undefined
  if (condition === 'deleted') return (object) => object === undefined
  const [type, status = 'True'] = condition.split('=', 2)
  return (object) => {
    const { conditions = [] } = (object as Conditioned | undefined)?.status ?? {}
    return conditions.some((one) => one.type === type && one.status === status)
  }
}

const shown = (object: KubeObject | undefined): string => {
  if (object === undefined) return 'nothing'
  const { managedFields: _, ...metadata } = object.metadata
  const text = stringifyJson({ ...object, metadata })
  return text.length > SHOWN_LENGTH ? `${text.slice(0, SHOWN_LENGTH)}…` : text
}

const purpose = (condition: WaitCondition<never>): string => {
  if (typeof condition === 'function') return 'to meet the condition'
  if (condition === 'exists') return 'to exist'
  return `to be ${condition}`
}

interface AwaitedObject<T extends KubeObject> extends WaitOptions {
  /** `csr/jane`, for messages */
  readonly shown: string
  readonly look: () => Promise<T | undefined>
  /** the name of the injected fault that affects the object; undefined: none */
  readonly heldBy: (object: T) => string | undefined
}

/**
 * Polls an object until it meets a condition. Resolves with the object, or undefined if there is
 * none. Only the pauses count as time, so slow answers do not shorten the wait. Rejects with an
 * Error on timeout, and with the errors of `look` and {@link parseDuration}.
 */
export const waitUntil = async <T extends KubeObject>(
  { shown: what, look, heldBy, timeout = '10s' }: AwaitedObject<T>,
  condition: WaitCondition<T>,
): Promise<T | undefined> => {
  const isMet = predicateOf(condition)
  const most = typeof timeout === 'number' ? timeout : parseDuration(timeout) * 1000
  let waited = 0
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, LAST_PAUSE_MS)) {
    const object = await look()
    if (isMet(object)) return object
    if (waited >= most) {
      const time = typeof timeout === 'number' ? `${timeout}ms` : timeout
      const fault = object && heldBy(object)
      const held = fault === undefined ? '' : `the fault ${fault} holds it; `
      throw new Error(
        `timed out after ${time} waiting for ${what} ${purpose(condition)}; ${held}last seen: ${shown(object)}`,
      )
    }
    await setTimeout(pause)
    waited += pause
  }
}
