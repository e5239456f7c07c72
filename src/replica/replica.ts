/**
 * Objects of very many values. To decode, validate and track each takes microseconds, and most of it cannot be cut into parts: it is
 * done in a thread, one request after the other, while the event loop serves others. The thread is a second API server on this one's
 * store: it reads through it, and what it writes meets the same optimistic lock as every other write.
 */
import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads'
import { type Clock, type ClusterTime, realTime, restless } from '../api/clock.ts'
import type { Entropy } from '../api/entropy.ts'
import { FairQueue } from '../api/fair-queue.ts'
import { serviceUnavailable } from '../api/status.ts'
import type { Answer, Call, FrameBeside, LargeEvent } from '../http/call.ts'
import type { CsrDuration } from '../http/metrics/csr-durations.ts'
import type { Row } from '../store/store.ts'
import { bufferOf } from './remote-rows.ts'
import { failureOf } from './failures.ts'
import type {
  Answered,
  Done,
  FromReplica,
  Question,
  Reply,
  Request,
  Start,
  Task,
  WhichClock,
  Write,
} from './messages.ts'
import { ServedRows } from './served-rows.ts'
import { tooLarge } from './too-large.ts'

/** What an object of 3 MiB and what becomes of it may take. One that does not fit was written to do harm. */
const MEMORY_MB = 1536

/** After so long without work the thread ends, and its memory is free again. */
const IDLE_MS = 20_000

export interface ReplicaParts extends Omit<Start, 'port' | 'bell'> {
  readonly rows: ServedRows
  readonly clock: ClusterTime
  readonly entropy: Entropy
  /** Stores what the replica has made; resolves with the row, rejects as the store does. */
  write(write: Write): Promise<Row>
  /** what metrics count of it */
  readonly durations: { observe(duration: CsrDuration): void }
  /** done once, before the first start: the replica cannot do it */
  prepare(): Promise<unknown>
}

/** What is needed of a call. */
type Asked = Pick<
  Call,
  'audit' | 'body' | 'headers' | 'info' | 'serverAddress' | 'signal' | 'user' | 'warnings'
>

/** What waits for the thread or is in it. */
interface Job {
  readonly caller: LargeEvent['caller']
  readonly task: Task
  settle(outcome: Done | Error): void
}

const requestOf = ({ info, headers, user, serverAddress, body, audit }: Asked): Request => ({
  info: { ...info, query: info.query.toString() },
  headers: { ...headers },
  user: { ...user, groups: [...user.groups], extra: { ...user.extra } },
  serverAddress,
  body,
  audited: audit && { request: audit.wantsRequest, response: audit.wantsResponse },
})

const stopping = (): Error => serviceUnavailable('the server is shutting down')

/** A thread, and what connects it with this one. */
class Thread {
  readonly worker: Worker
  readonly #port: MessagePort
  readonly #bell = new Int32Array(new SharedArrayBuffer(4))

  constructor(start: Omit<Start, 'port' | 'bell'>, onQuestion: (asked: Question) => Reply) {
    const { port1, port2 } = new MessageChannel()
    this.#port = port1
    // .ts in the tests, .js where it is built
    const extension = import.meta.url.slice(import.meta.url.lastIndexOf('.'))
    this.worker = new Worker(new URL(`./replica-worker${extension}`, import.meta.url), {
      workerData: { ...start, port: port2, bell: this.#bell } satisfies Start,
      transferList: [port2],
      resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB },
    })
    port1.on('message', (question: Question) => {
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- no window
      port1.postMessage(onQuestion(question))
      Atomics.add(this.#bell, 0, 1)
      Atomics.notify(this.#bell, 0)
    })
    this.rest()
  }

  /** Keeps the process alive. */
  work(): void {
    this.worker.ref()
    this.#port.ref()
  }

  /** Keeps nothing alive. */
  rest(): void {
    this.worker.unref()
    this.#port.unref()
  }

  async end(): Promise<void> {
    this.#port.close()
    await this.worker.terminate()
  }
}

export class Replica {
  readonly #parts: ReplicaParts
  readonly #waiting = new FairQueue<Job>()
  readonly #answers: Readonly<Record<string, (...given: never[]) => unknown>>
  readonly #timers = new Set<() => void>()
  #prepared: Promise<unknown> | undefined
  #thread: Thread | undefined
  #job: Job | undefined
  #idle: NodeJS.Timeout | undefined
  /** the revision up to which the thread has read, at least */
  #seen = 0
  #closed = false

  constructor(parts: ReplicaParts) {
    const { rows, clock, entropy } = parts
    const clocks = { cluster: clock, restless: restless(clock), real: realTime(clock) }
    this.#parts = parts
    this.#answers = {
      revision: rows.revision,
      compacted: rows.compacted,
      setting: rows.setting,
      size: rows.size,
      lastChange: rows.lastChange,
      get: rows.get,
      latest: rows.latest,
      latestRows: rows.latestRows,
      list: rows.list,
      changesAfter: rows.changesAfter,
      values: rows.values,
      now: (which: WhichClock) => clocks[which].now(),
      uuid: () => entropy.uuid(),
      bytes: (length: number) => entropy.bytes(length),
      write: (write: Write) => this.#write(write),
      after: (which: WhichClock, ms: number) => this.#after(clocks[which], ms),
    }
  }

  /**
   * Answers a request, when those before it are answered: users take turns. Adds its warnings to the call. Rejects with StatusErrors for
   * one that takes too much memory and when the server stops, and with the reason of the signal when nobody waits any more.
   */
  async answer(call: Asked): Promise<Answer> {
    const done = await this.#do({ request: requestOf(call) }, call)
    if ('answered' in done) return this.#answered(call, done.answered)
    throw new Error('a request has come back as something else')
  }

  /** The bytes of an event of a watch. Rejects as {@link answer}. */
  readonly frame: FrameBeside = async (event) => {
    const { served, type, row, form, first, caller } = event
    const { registry, version } = served
    const { group, resource } = registry.resource
    const { value, revision } = row
    const of = { group, version: version.version, resource }
    const done = await this.#do({ event: { ...of, type, value, revision, form, first } }, caller)
    if ('frame' in done) return bufferOf(done.frame)
    throw new Error('failed' in done ? done.failed : 'an event has come back as something else')
  }

  async #do(task: Task, caller: LargeEvent['caller']): Promise<Done> {
    if (this.#closed) throw stopping()
    await (this.#prepared ??= this.#parts.prepare())
    const { signal, user } = caller
    signal.throwIfAborted()
    return new Promise((resolve, reject) => {
      const settle = (outcome: Done | Error): void => {
        signal.removeEventListener('abort', giveUp)
        if (outcome instanceof Error) reject(outcome)
        else resolve(outcome)
      }
      const job: Job = { caller, task, settle }
      const giveUp = (): void => this.#giveUp(job)
      signal.addEventListener('abort', giveUp)
      this.#waiting.push(user.name, job)
      this.#next()
    })
  }

  /** Ends the thread, and whatever is in it. */
  async close(): Promise<void> {
    this.#closed = true
    await this.#end(stopping())
  }

  #answered({ warnings, audit }: Asked, answered: Answered): Answer {
    const { answer, noted, bug } = answered
    answered.warnings.forEach((text) => warnings.add(text))
    const { metadata, json, failed } = noted
    if (metadata !== undefined) audit?.requested({ kind: '', apiVersion: '', metadata })
    if (json !== undefined) audit?.sent(() => json)
    noted.annotations.forEach(([name, value]) => audit?.annotate(name, value))
    if (bug !== undefined) throw new Error(bug)
    if (failed !== undefined) audit?.failed(failed)
    return { ...answer, body: bufferOf(answer.body) }
  }

  #next(): void {
    if (this.#job !== undefined) return
    const job = this.#waiting.shift()
    if (job === undefined) return
    if (job.caller.signal.aborted) return this.#next()
    this.#job = job
    clearTimeout(this.#idle)
    const { rows } = this.#parts
    // what it follows has gone on for too long to be caught up with
    if (rows.compacted() > this.#seen) void this.#drop()
    this.#seen = rows.revision()
    const thread = (this.#thread ??= this.#started())
    thread.work()
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- no window
    thread.worker.postMessage({ task: job.task })
  }

  #started(): Thread {
    const { version, gates, runtimeConfig, adminToken } = this.#parts
    const thread = new Thread({ version, gates, runtimeConfig, adminToken }, (question) =>
      this.#replyAtOnce(question),
    )
    thread.worker
      .on('message', (message: FromReplica) => {
        if (this.#thread === thread) this.#told(thread, message)
      })
      .once('error', (error: NodeJS.ErrnoException) => {
        if (this.#thread !== thread) return
        void this.#end(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? tooLarge() : error)
      })
    return thread
  }

  #told(thread: Thread, message: FromReplica): void {
    if ('done' in message) this.#settle(message.done)
    else if ('counted' in message) this.#parts.durations.observe(message.counted)
    else void this.#replyLater(thread, message.question)
  }

  #settle(outcome: Done | Error): void {
    const job = this.#job
    this.#job = undefined
    this.#parts.rows.forget()
    this.#thread?.rest()
    this.#idle = setTimeout(() => void this.#end(stopping()), IDLE_MS).unref()
    job?.settle(outcome)
    if (!this.#closed) this.#next()
  }

  /** Nobody waits for it any more: what is in the thread is broken off. */
  #giveUp(job: Job): void {
    const { signal } = job.caller
    job.settle(signal.reason as Error)
    if (this.#job === job) void this.#end(signal.reason as Error)
  }

  async #end(why: Error): Promise<void> {
    clearTimeout(this.#idle)
    const dropped = this.#drop()
    if (this.#closed) {
      for (let job = this.#waiting.shift(); job !== undefined; job = this.#waiting.shift())
        job.settle(why)
    }
    if (this.#job !== undefined) this.#settle(why)
    await dropped
  }

  #drop(): Promise<void> | undefined {
    const thread = this.#thread
    this.#thread = undefined
    this.#timers.forEach((cancel) => cancel())
    this.#timers.clear()
    return thread?.end()
  }

  #reply({ name, given }: Question): unknown {
    const answer = this.#answers[name]
    if (answer === undefined) throw new Error(`nobody answers ${name}`)
    return (answer as (...given: readonly unknown[]) => unknown)(...given)
  }

  #replyAtOnce(question: Question): Reply {
    try {
      return { value: this.#reply(question) }
    } catch (error) {
      return { failure: failureOf(error) }
    }
  }

  async #replyLater(thread: Thread, question: Question): Promise<void> {
    let reply: Reply
    try {
      reply = { value: await this.#reply(question) }
    } catch (error) {
      reply = { failure: failureOf(error) }
    }
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- no window
    if (this.#thread === thread) thread.worker.postMessage({ id: question.id, reply })
  }

  async #write(write: Write): Promise<unknown> {
    return this.#parts.rows.headOf(await this.#parts.write(write))
  }

  #after(clock: Clock, ms: number): Promise<void> {
    return new Promise((resolve) => {
      const cancel = clock.after(ms, () => {
        this.#timers.delete(cancel)
        resolve()
      })
      this.#timers.add(cancel)
    })
  }
}
