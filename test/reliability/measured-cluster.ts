/** A user of one cluster of a host, in a thread of its own: asks all the time, judges each answer, and says what it waited for. */
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { parentPort, Worker, workerData } from 'node:worker_threads'
import { Client, CONFIG_MAPS, type Reply, type Where } from './client.ts'
import { ProcessorTime } from './processor-time.ts'

export interface Fared {
  /** how many requests it has made, those for a watch among them */
  readonly asked: number
  /** processor time of the server's event loop until each answer, in milliseconds */
  readonly works: readonly number[]
  /** what was not as it has to be */
  readonly problems: readonly string[]
}

export interface MeasuredOptions {
  /** the ways to the cluster, each with the credential of somebody who may do everything there; a connection is kept on each */
  readonly ways: readonly Where[]
  /** names of the config maps in `default`, none of which changes */
  readonly names: readonly string[]
  /** of the server */
  readonly pid: number
}

export interface Measured {
  /** How it has fared since this was asked last. */
  read(): Promise<Fared>
  /** As `read`, and asks for nothing until it is read again. */
  pause(): Promise<Fared>
  /** As `read`, once its watches have told all that they have to; nothing is asked after this. */
  end(): Promise<Fared>
}

type Order = 'read' | 'pause' | 'end'

const PAUSE_MS = 1
/** So many of its own objects are there at a time. */
const KEPT = 3
/** Longer than any run: a watch that ends is cut. */
const WATCH_SECONDS = 10 * 3600
const PATIENCE_MS = 60_000

/** Begins, and resolves once each way was gone. */
export const startMeasured = async (options: MeasuredOptions): Promise<Measured> => {
  const worker = new Worker(new URL(import.meta.url), { workerData: { measured: options } })
  await once(worker, 'message')
  const ask = async (order: Order): Promise<Fared> => {
    const told = once(worker, 'message')
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- no window
    worker.postMessage(order)
    const [fared] = (await told) as [Fared]
    return fared
  }
  return {
    read: () => ask('read'),
    pause: () => ask('pause'),
    end: async () => {
      const fared = await ask('end')
      await worker.terminate()
      return fared
    },
  }
}

/** What a watch has to tell next, in words. */
type Expected = string[]

class User {
  readonly problems: string[] = []
  readonly #clients: readonly Client[]
  readonly #names: readonly string[]
  readonly #eventLoop: ProcessorTime
  readonly #watched: Expected[] = []
  #asked = 0
  #works: number[] = []
  /** numbers of its own objects */
  #own: number[] = []
  #next = 0
  #isOver = false

  constructor({ ways, names, pid }: MeasuredOptions) {
    this.#clients = ways.map((way) => new Client(way, { connections: 1 }))
    this.#names = names
    this.#eventLoop = new ProcessorTime(pid, [String(pid)])
  }

  async begin(): Promise<void> {
    for (const client of this.#clients) {
      this.#asked += 2
      const { metadata } = await client.must('GET', CONFIG_MAPS)
      const expected: Expected = []
      this.#watched.push(expected)
      void this.#watch(client, metadata.resourceVersion, expected)
    }
    await this.round()
  }

  async #watch(client: Client, from: string, expected: Expected): Promise<void> {
    const query = `watch=true&resourceVersion=${from}&timeoutSeconds=${WATCH_SECONDS}`
    try {
      for await (const { type, object } of client.watch(`${CONFIG_MAPS}?${query}`)) {
        const told = `${type} ${object.metadata?.name}`
        const next = expected.shift()
        if (told !== next) this.problems.push(`a watch told ${told} in place of ${next}`)
      }
      if (!this.#isOver) this.problems.push('a watch ended')
    } catch (error) {
      if (!this.#isOver) this.problems.push(`a watch broke: ${String(error)}`)
    }
  }

  /** One more object, seen in every way, and the oldest goes. */
  async round(): Promise<void> {
    const number = this.#next++
    const client = this.#clients[number % this.#clients.length]!
    const name = `own-${number}`
    const data = { of: `measured ${number}` }
    this.#expect(`ADDED ${name}`)
    await this.#ask(client, 201, 'POST', CONFIG_MAPS, { metadata: { name }, data })
    this.#own.push(number)
    const one = await this.#ask(client, 200, 'GET', `${CONFIG_MAPS}/${name}`)
    if (JSON.stringify(one?.json.data) !== JSON.stringify(data))
      this.problems.push(`${name} is ${one?.body.toString()}`)
    const list = await this.#ask(client, 200, 'GET', CONFIG_MAPS)
    this.#judge(list?.json.items ?? [])
    if (this.#own.length <= KEPT) return
    const oldest = `own-${this.#own.shift()}`
    this.#expect(`DELETED ${oldest}`)
    await this.#ask(client, 200, 'DELETE', `${CONFIG_MAPS}/${oldest}`)
  }

  #expect(event: string): void {
    for (const expected of this.#watched) expected.push(event)
  }

  #judge(items: readonly { readonly metadata: { readonly name: string } }[]): void {
    const found = items.map(({ metadata }) => metadata.name).sort()
    const put = [...this.#names, ...this.#own.map((number) => `own-${number}`)].sort()
    if (found.join() !== put.join())
      this.problems.push(`its list is ${found.join()} in place of ${put.join()}`)
  }

  async #ask(
    client: Client,
    code: number,
    method: string,
    path: string,
    body?: object,
  ): Promise<Reply | undefined> {
    this.#asked++
    const before = this.#eventLoop.read()
    try {
      const reply = await client.ask(method, path, body)
      this.#works.push(this.#eventLoop.read() - before)
      const asked = `${method} ${path}`
      if (reply.code !== code)
        this.problems.push(`${asked}: ${reply.code} ${reply.body.toString().slice(0, 300)}`)
      const { warning } = reply.headers
      if (warning !== undefined) this.problems.push(`${asked}: a warning: ${warning}`)
      return reply.code === code ? reply : undefined
    } catch (error) {
      this.problems.push(`${method} ${path}: ${String(error)}`)
      return undefined
    }
  }

  fared(): Fared {
    const [asked, works] = [this.#asked, this.#works]
    this.#asked = 0
    this.#works = []
    return { asked, works, problems: this.problems.splice(0) }
  }

  /** Takes away what it has made, and waits until its watches know. */
  async end(): Promise<void> {
    for (const number of this.#own.splice(0)) {
      this.#expect(`DELETED own-${number}`)
      await this.#ask(this.#clients[0]!, 200, 'DELETE', `${CONFIG_MAPS}/own-${number}`)
    }
    const end = performance.now() + PATIENCE_MS
    const left = (): number => this.#watched.reduce((sum, { length }) => sum + length, 0)
    while (left() > 0 && performance.now() < end) await sleep(10)
    if (left() > 0) this.problems.push(`${left()} changes that no watch has told`)
    // one for requests, and one for the watch
    for (const { made } of this.#clients)
      if (made !== 2) this.problems.push(`it lost ${made - 2} connections`)
    this.#isOver = true
    for (const client of this.#clients) client.close()
  }
}

const work = async (port: NonNullable<typeof parentPort>, options: MeasuredOptions) => {
  const user = new User(options)
  await user.begin()
  const orders: Order[] = []
  let wake = (): void => undefined
  port.on('message', (order: Order) => {
    orders.push(order)
    wake()
  })
  port.postMessage('begun')
  let isAsking = true
  for (;;) {
    if (isAsking) await user.round()
    else if (orders.length === 0) await new Promise<void>((resolve) => (wake = resolve))
    const order = orders.shift()
    if (order === 'end') await user.end()
    if (order !== undefined) port.postMessage(user.fared())
    if (order === 'end') return
    if (order !== undefined) isAsking = order === 'read'
    await sleep(PAUSE_MS)
  }
}

const { measured } = (workerData ?? {}) as { readonly measured?: MeasuredOptions }
if (parentPort !== null && measured !== undefined) await work(parentPort, measured)
