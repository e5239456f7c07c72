/** A client that changes and reads a few keys shared with other clients, and records outcomes. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Random } from '../kit/random.ts'
import { Client, type Reply, type Where } from '../kit/client.ts'
import type { Operation, Recorder } from './history.ts'

export const NAMESPACE = '/api/v1/namespaces/load'
export const KEYS = `${NAMESPACE}/configmaps`

const PAUSE_MS = 4

/** Shared knowledge of all writers: the latest known revision of each key. */
export class Known {
  readonly #revisions = new Map<string, number>()
  /** number of the round; each has new keys, because many operations on a key slow the checker */
  round = 0
  static readonly KEYS_OF_A_ROUND = 6

  pick(random: Random): string {
    return this.#name(this.round, random.int(Known.KEYS_OF_A_ROUND))
  }

  all(): string[] {
    return Array.from({ length: this.round + 1 }, (_, round) =>
      Array.from({ length: Known.KEYS_OF_A_ROUND }, (_key, i) => this.#name(round, i)),
    ).flat()
  }

  revision(key: string): number | undefined {
    return this.#revisions.get(key)
  }

  gone(key: string): void {
    this.#revisions.delete(key)
  }

  told(key: string, revision: number): void {
    this.#revisions.set(key, Math.max(revision, this.#revisions.get(key) ?? 0))
  }

  #name(round: number, i: number): string {
    return `r${round}-${i}`
  }
}

type Asked = Pick<Operation, 'op' | 'key' | 'value' | 'expected'>

const METHODS = { create: 'POST', update: 'PUT', delete: 'DELETE', get: 'GET' } as const

const bodyOf = ({ op, key, value, expected }: Asked): object | undefined => {
  if (op === 'get') return undefined
  if (op === 'delete')
    return expected === undefined ? {} : { preconditions: { resourceVersion: String(expected) } }
  const resourceVersion = expected === undefined ? {} : { resourceVersion: String(expected) }
  return { metadata: { name: key, ...resourceVersion }, data: { value } }
}

const resultOf = (code: number): Operation['result'] => {
  if (code < 300) return 'done'
  if (code === 404) return 'missing'
  return code === 409 ? 'refused' : 'unknown'
}

export class Writer {
  readonly name: string
  readonly #client: Client
  readonly #recorder: Recorder
  readonly #known: Known
  #values = 0

  constructor(name: string, where: Where, recorder: Recorder, known: Known) {
    this.name = name
    this.#client = new Client(where, { connections: 1 })
    this.#recorder = recorder
    this.#known = known
  }

  async run(random: Random, isOver: () => boolean): Promise<void> {
    while (!isOver()) {
      const { result } = await this.do(this.#choose(random))
      // after an unknown result, waits longer, as clients do
      await sleep(result === 'unknown' ? 10 * PAUSE_MS : PAUSE_MS)
    }
  }

  #choose(random: Random): Asked {
    const key = this.#known.pick(random)
    const value = `${this.name}-${++this.#values}`
    const revision = this.#known.revision(key)
    const chance = random.int(10)
    if (chance < 2) return { op: 'get', key }
    if (revision === undefined || chance === 2) return { op: 'create', key, value }
    if (chance < 4) return { op: 'delete', key }
    if (chance < 5) return { op: 'delete', key, expected: revision }
    return { op: 'update', key, value, expected: revision }
  }

  /** Executes an operation, and records it unless it is a read with an unknown result. */
  async do(question: Asked): Promise<Operation> {
    const { op, key } = question
    const start = this.#recorder.now
    const path = op === 'create' ? KEYS : `${KEYS}/${key}`
    const reply = await this.#client
      .ask(METHODS[op], path, bodyOf(question))
      .catch((): undefined => undefined)
    const operation = this.#operation(question, start, reply)
    const { result, revision } = operation
    if (revision !== undefined) this.#known.told(key, revision)
    else if (result === 'missing' || (op === 'delete' && result === 'done')) this.#known.gone(key)
    if (op !== 'get' || result !== 'unknown') this.#recorder.write(operation)
    return operation
  }

  #operation(question: Asked, start: number, reply: Reply | undefined): Operation {
    const result = reply === undefined ? 'unknown' : resultOf(reply.code)
    const sent = { client: this.name, ...question, start, result }
    if (result === 'unknown') return sent
    const answered = { ...sent, end: this.#recorder.now }
    if (result !== 'done' || question.op === 'delete') return answered
    const { metadata, data } = reply!.json
    return { ...answered, value: data.value, revision: Number(metadata.resourceVersion) }
  }

  close(): void {
    this.#client.close()
  }
}
