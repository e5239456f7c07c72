/** Parses large YAML in a worker thread, since 3 MiB take a second or more. */
import { Worker } from 'node:worker_threads'
import { parseJson } from '../../../apimachinery/text/json.ts'
import { requestEntityTooLarge, serviceUnavailable } from '../../../apimachinery/status.ts'
import { ManyValues } from '../../../apimachinery/text/many-values.ts'
import { type ParsedYaml, parseYaml, YamlError } from '../../../apimachinery/text/yaml/read.ts'
import { parseJsonAsYaml } from '../../../apimachinery/text/yaml/json-subset.ts'
import type { Clock } from '../../../apimachinery/clock.ts'
import type { Caller } from '../../../apimachinery/turns.ts'
import { sharedCapacity } from '../limits/shared-capacity.ts'

/** Parsing a shorter body takes at most ten milliseconds. */
const THRESHOLD_BYTES = 16 * 1024

/** Limit of the thread's heap; parsing an ordinary document of 3 MiB takes a third of it. */
const MEMORY_MB = 768

/** An idle thread ends, which frees its memory. */
const IDLE_MS = 10_000

/** `json`: the value as JSON text. */
export type YamlMessage =
  | (Omit<ParsedYaml, 'value'> & { readonly json: string })
  | { readonly problem: string; readonly line: number | undefined }
  | { readonly many: true }
  | { readonly bug: string }

const done = new WeakMap<Buffer, ParsedYaml | Error>()

/**
 * Returns the outcome of `read` of {@link yamlThread}. Parses a body here if `read` has not parsed
 * it. Throws StatusErrors and parseYaml's errors.
 */
export const parseYamlBody = (body: Buffer): ParsedYaml => {
  const outcome = done.get(body)
  if (outcome === undefined) return parseYaml(body)
  if (outcome instanceof Error) throw outcome
  return outcome
}

export const isLargeYaml = (mediaType: string, body: Buffer): boolean =>
  body.length > THRESHOLD_BYTES &&
  (mediaType === 'application/yaml' || mediaType === 'application/apply-patch+yaml')

const tooLarge = (): Error =>
  requestEntityTooLarge(
    'Request entity too large: reading this YAML takes more memory than one request may use',
  )

const outcomeOf = (message: YamlMessage): ParsedYaml | Error => {
  if ('problem' in message) return new YamlError(message.problem, message.line)
  if ('many' in message) return new ManyValues()
  if ('bug' in message) return new Error(`reading YAML: ${message.bug}`)
  const { json, strictError } = message
  return { value: parseJson(json).value, strictError }
}

/** Parses one body at a time, to limit memory. */
export const yamlThread = (clock: Clock, memoryMb = MEMORY_MB) => {
  const capacity = sharedCapacity(1)
  let worker: Worker | undefined
  let cancelEnd = (): void => undefined
  let isClosed = false

  const started = (): Worker => {
    if (worker !== undefined) return worker
    // `.ts` in tests, `.cjs` in the published program
    const extension = import.meta.url.slice(import.meta.url.lastIndexOf('.'))
    const made = new Worker(new URL(`./yaml-worker${extension}`, import.meta.url), {
      resourceLimits: { maxOldGenerationSizeMb: memoryMb },
    })
    made.once('exit', () => {
      if (worker === made) worker = undefined
    })
    return (worker = made)
  }

  const end = async (): Promise<void> => {
    const ending = worker
    // the next body needs a new thread
    worker = undefined
    await ending?.terminate()
  }

  const parsed = (body: Buffer): Promise<ParsedYaml | Error> => {
    if (isClosed) return Promise.resolve(serviceUnavailable('the server is shutting down'))
    cancelEnd()
    const current = started()
    return new Promise((resolve) => {
      const settle = (outcome: ParsedYaml | Error): void => {
        current.off('message', onMessage).off('error', onError).off('exit', onExit)
        current.unref()
        cancelEnd = clock.after(IDLE_MS, () => void end())
        resolve(outcome)
      }
      const onMessage = (message: YamlMessage): void => settle(outcomeOf(message))
      const onError = (error: NodeJS.ErrnoException): void => {
        worker = undefined
        settle(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? tooLarge() : error)
      }
      const onExit = (): void => settle(serviceUnavailable('the server is shutting down'))
      current.on('message', onMessage).on('error', onError).on('exit', onExit)
      current.ref()
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- no window
      current.postMessage(body)
    })
  }

  return {
    /** Rejects with ManyValues for JSON with too many values, and with the signal's reason. */
    read: async (
      body: Buffer,
      { user, signal }: Pick<Caller, 'user' | 'signal'>,
    ): Promise<void> => {
      // JSON is parsed fast enough without a thread
      const json = parseJsonAsYaml(body.toString())
      if (json !== undefined) {
        done.set(body, json)
        return
      }
      await capacity.through(user.name, async () => {
        signal.throwIfAborted()
        done.set(body, await parsed(body))
      })
    },

    close: async (): Promise<void> => {
      isClosed = true
      cancelEnd()
      await end()
    },
  }
}
