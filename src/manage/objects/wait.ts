/** Waits for an object to become something. */
import { setTimeout } from 'node:timers/promises'
import { parseGoDuration } from '../../api/duration.ts'
import type { KubeObject } from '../../api/meta.ts'
import { stringifyJson } from '../../api/text/json.ts'

/**
 * `exists`, `deleted`, a condition that is to be True (`Approved`), one with its status (`Ready=False`), or a question to the object,
 * which is undefined while there is none.
 */
export type WaitCondition<T extends KubeObject = KubeObject> =
  string | ((object: T | undefined) => boolean)

export interface WaitOptions {
  /** how long in real time: a Go duration, or milliseconds; default 10s */
  readonly timeout?: string | number
}

interface Conditioned {
  readonly status?: { readonly conditions?: readonly { type: string; status: string }[] }
}

/** What was waited for did not come; the message says what was there last. */
export class WaitTimeout extends Error {
  override readonly name = 'WaitTimeout'
}

const FIRST_PAUSE_MS = 2
const LAST_PAUSE_MS = 50
/** More of an object is not shown. */
const SHOWN_LENGTH = 2000

const asksFor = <T extends KubeObject>(
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
  if (object === undefined) return 'there was none'
  const { managedFields: _, ...metadata } = object.metadata
  const text = stringifyJson({ ...object, metadata })
  return `last it was ${text.length > SHOWN_LENGTH ? `${text.slice(0, SHOWN_LENGTH)}…` : text}`
}

export const millisecondsOf = (timeout: string | number): number =>
  typeof timeout === 'number' ? timeout : parseGoDuration(timeout) * 1000

/**
 * Looks at an object until it is what is waited for, whatever the cluster's clock does. Only the pauses count: a machine that is busy is
 * waited for. Resolves with it, undefined when there is
 * none. Rejects with WaitTimeout, and with what `look` rejects with.
 */
export const waitUntil = async <T extends KubeObject>(
  look: () => Promise<T | undefined>,
  condition: WaitCondition<T>,
  { shown: what, timeout = '10s' }: WaitOptions & { readonly shown: string },
): Promise<T | undefined> => {
  const isThere = asksFor(condition)
  const most = millisecondsOf(timeout)
  let waited = 0
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, LAST_PAUSE_MS)) {
    const object = await look()
    if (isThere(object)) return object
    if (waited >= most) {
      const wanted = typeof condition === 'string' ? condition : 'as it was to be'
      throw new WaitTimeout(
        `${what} was not ${wanted} within ${typeof timeout === 'number' ? `${timeout} ms` : timeout}; ${shown(object)}`,
      )
    }
    await setTimeout(pause)
    waited += pause
  }
}
