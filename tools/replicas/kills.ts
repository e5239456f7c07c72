/**
 * Kills one of two replicas on etcd behind HAProxy every few seconds while clients write, read and
 * watch.
 *
 * Afterwards, checks that the operations on each key are linearizable, and that each watch showed
 * each change once.
 */
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Test } from 'tap'
import { Random } from '../kit/random.ts'
import { until } from '../../test/fixtures/waits.ts'
import { Client } from '../kit/client.ts'
import { type Fleet, startFleet } from './fleet.ts'
import { type History, type Operation, readHistory, Recorder } from './history.ts'
import { judge } from './judge.ts'
import { LAST_KEY, Watcher } from './watcher.ts'
import { KEYS, Known, NAMESPACE, Writer } from './writer.ts'

export interface KillsOptions {
  readonly ms: number
  /** interval between kills; longer if the killed replica does not serve again in time */
  readonly everyMs: number
  readonly seed: number
  readonly report?: (line: string) => void
}

export interface Kills {
  readonly kills: number
  readonly acknowledged: number
  /** writes with an unknown result */
  readonly unanswered: number
  /** rejected: creates of existing keys, and changes of missing keys or outdated revisions */
  readonly refused: number
  readonly reads: number
  readonly events: number
  readonly resumed: number
  /** the longest time without any response to a writer, in milliseconds */
  readonly longestSilenceMs: number
  /** violations; should be empty */
  readonly problems: readonly string[]
}

const WRITERS = 6
const WATCHERS = 3

/** Creates a namespace; resolves with the revision at which its default objects exist. */
const prepare = async (client: Client): Promise<number> => {
  await client.must('POST', '/api/v1/namespaces', { metadata: { name: 'load' } })
  await until(
    async () => (await client.ask('GET', `${NAMESPACE}/configmaps/kube-root-ca.crt`)).code === 200,
  )
  return Number((await client.must('GET', KEYS)).metadata.resourceVersion)
}

const totals = ({ operations, seen }: History) => {
  const writes = operations.filter(({ op }) => op !== 'get')
  const count = (result: Operation['result']): number =>
    writes.filter((write) => write.result === result).length
  const answers = operations.flatMap(({ end }) => (end === undefined ? [] : [end]))
  answers.sort((a, b) => a - b)
  const silences = answers.map((end, i) => end - (answers[i - 1] ?? end))
  return {
    acknowledged: count('done'),
    unanswered: count('unknown'),
    refused: count('refused') + count('missing'),
    reads: operations.length - writes.length,
    events: seen.length,
    longestSilenceMs: Math.round(silences.reduce((a, b) => Math.max(a, b), 0)),
  }
}

/** Kills replicas in turn for `ms`, restarts each at once; resolves with the number of kills. */
const killing = async (
  { replicas }: Fleet,
  { ms, everyMs, report }: KillsOptions,
  next: () => void,
): Promise<number> => {
  const end = performance.now() + ms
  let starting = Promise.resolve()
  let kills = 0
  for (let due = performance.now() + everyMs; ; due += everyMs) {
    await sleep(Math.max(0, Math.min(due, end) - performance.now()))
    await starting
    if (performance.now() >= end) return kills
    // the previous replica may have taken longer than `everyMs` to start
    due = Math.max(due, performance.now())
    const replica = replicas[kills % replicas.length]!
    await replica.end('SIGKILL')
    const kill = ++kills
    next()
    const began = performance.now()
    starting = replica.start().then(() => {
      const took = Math.round(performance.now() - began)
      report?.(`kill ${kill}: ${replica.name} serves again after ${took} ms`)
    })
    // `await starting` throws the error later; until then, Node must not report it as unhandled
    starting.catch(() => undefined)
  }
}

/** Runs clients against two replicas, and judges the result. A teardown of `t` stops the fleet. */
export const kills = async (
  t: Pick<Test, 'teardown' | 'testdir' | 'testdirName'>,
  options: KillsOptions,
): Promise<Kills> => {
  const fleet = await startFleet(t, 2)
  const { balancer } = fleet
  const client = new Client(balancer)
  const after = await prepare(client)
  client.close()
  const path = join(t.testdirName, 'history.jsonl')
  const recorder = new Recorder(path)
  const known = new Known()
  const writers = Array.from(
    { length: WRITERS },
    (_, i) => new Writer(`writer-${i}`, balancer, recorder, known),
  )
  const watchers = Array.from(
    { length: WATCHERS },
    (_, i) => new Watcher(`watch-${i}`, balancer, recorder, after),
  )
  let isOver = false
  let isLost = false
  const writing = writers.map((writer, i) => writer.run(new Random(options.seed + i), () => isOver))
  const problems: string[] = []
  const watching = watchers.map((watcher) =>
    watcher
      .run(() => isLost)
      .catch((error: unknown) => void problems.push((error as Error).message)),
  )
  try {
    const count = await killing(fleet, options, () => known.round++)
    isOver = true
    await Promise.all(writing)
    const [last] = writers
    for (const key of known.all()) await last!.do({ op: 'get', key })
    await last!.do({ op: 'create', key: LAST_KEY, value: 'the last' })
    const patience = setTimeout(() => (isLost = true), 30_000)
    await Promise.all(watching)
    clearTimeout(patience)
    await recorder.end()
    const history = readHistory(path)
    const resumed = watchers.reduce((sum, watcher) => sum + watcher.resumed, 0)
    const judged = judge(history)
    return { kills: count, ...totals(history), resumed, problems: problems.concat(judged) }
  } finally {
    isOver = true
    isLost = true
    for (const each of [...writers, ...watchers]) each.close()
  }
}
