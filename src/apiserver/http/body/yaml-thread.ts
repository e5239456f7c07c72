/** Parses large YAML in a worker thread, since 3 MiB take a second or more. */
import { Worker } from 'node:worker_threads'
import { parseJson } from '../../../apimachinery/text/json.ts'
import { requestEntityTooLarge, serviceUnavailable } from '../../../apimachinery/status.ts'
import { ManyValues } from '../../../apimachinery/text/many-values.ts'
import { type ParsedYaml, parseYaml, YamlError } from '../../../apimachinery/text/yaml/read.ts'
import { parseJsonAsYaml } from '../../../apimachinery/text/yaml/json-subset.ts'
import type { Caller } from '../../../apimachinery/turns.ts'
import { sharedCapacity } from '../gate/shared-capacity.ts'

/** Shorter bodies take at most ten milliseconds. */
const THRESHOLD_BYTES = 16 * 1024

/** An ordinary document of 3 MiB takes a third of this. */
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
 * Returns the outcome of {@link YamlThread.read}, or parses here. Throws StatusErrors and
 * parseYaml's errors.
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

export class YamlThread {
  #worker: Worker | undefined
  #idle: NodeJS.Timeout | undefined
  #closed = false
  readonly #memoryMb: number
  /** One body at a time bounds the thread's memory. */
  readonly #capacity = sharedCapacity(1)

  constructor(memoryMb = MEMORY_MB) {
    this.#memoryMb = memoryMb
  }

  /** Rejects with ManyValues for JSON with too many values, and with the signal's reason. */
  async read(body: Buffer, { user, signal }: Pick<Caller, 'user' | 'signal'>): Promise<void> {
    // JSON needs no thread
    const json = parseJsonAsYaml(body.toString())
    if (json !== undefined) {
      done.set(body, json)
      return
    }
    await this.#capacity.through(user.name, async () => {
      signal.throwIfAborted()
      done.set(body, await this.#outcome(body))
    })
  }

  async close(): Promise<void> {
    this.#closed = true
    clearTimeout(this.#idle)
    await this.#worker?.terminate()
  }

  #started(): Worker {
    if (this.#worker !== undefined) return this.#worker
    // `.ts` in tests, `.cjs` in the published program
    const extension = import.meta.url.slice(import.meta.url.lastIndexOf('.'))
    const worker = new Worker(new URL(`./yaml-worker${extension}`, import.meta.url), {
      resourceLimits: { maxOldGenerationSizeMb: this.#memoryMb },
    })
    worker.once('exit', () => {
      if (this.#worker === worker) this.#worker = undefined
    })
    return (this.#worker = worker)
  }

  #outcome(body: Buffer): Promise<ParsedYaml | Error> {
    if (this.#closed) return Promise.resolve(serviceUnavailable('the server is shutting down'))
    clearTimeout(this.#idle)
    const worker = this.#started()
    return new Promise((resolve) => {
      const settle = (outcome: ParsedYaml | Error): void => {
        worker.off('message', onMessage).off('error', onError).off('exit', onExit)
        worker.unref()
        this.#idle = setTimeout(() => void worker.terminate(), IDLE_MS).unref()
        resolve(outcome)
      }
      const onMessage = (message: YamlMessage): void => settle(outcomeOf(message))
      const onError = (error: NodeJS.ErrnoException): void => {
        this.#worker = undefined
        settle(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? tooLarge() : error)
      }
      const onExit = (): void => settle(serviceUnavailable('the server is shutting down'))
      worker.on('message', onMessage).on('error', onError).on('exit', onExit)
      worker.ref()
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- no window
      worker.postMessage(body)
    })
  }
}
